package dev.herder.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.run.RunContext;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.sft.Sft;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example programs on the quickstart's tiny model. */
final class ExamplesTest {
  private static final Path MODEL = Path.of("quickstart", "model");
  private static final Path ROWS = Path.of("quickstart", "seed.jsonl");

  @TempDir Path folder;

  @Test
  void fineTunesFromJava() throws Exception {
    Path out = folder.resolve("tuned");
    FineTuneFromJava.main(new String[] {MODEL.toString(), ROWS.toString(), out.toString()});
    assertTrue(Files.size(out.resolve("model.safetensors")) > 500_000);
    assertEquals(20, Files.readAllLines(out.resolve("metrics.jsonl")).size());
    assertTrue(Files.readString(out.resolve("report.html")).contains("grad_norm"));
  }

  @Test
  void answersFromJava() throws Exception {
    Path prompts = folder.resolve("prompts.jsonl");
    Files.writeString(prompts, "{\"prompt\":\"What is 2 + 3?\"}\n{\"prompt\":\"And 4 + 1?\"}\n");
    PrintStream before = System.out;
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    System.setOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
    try {
      AnswerFromJava.main(new String[] {MODEL.toString(), prompts.toString()});
    } finally {
      System.setOut(before);
    }
    List<String> lines = shown.toString(StandardCharsets.UTF_8).lines().toList();
    for (int sample = 0; sample < 4; sample++) {
      String start = sample + " ";
      assertEquals(2, lines.stream().filter(line -> line.startsWith(start)).count(), start);
    }
  }

  @Test
  void trainsARewardModelFromJava() throws Exception {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      pairs.add(
          "{'prompt':[{'role':'user','content':'%d+%d='}],'chosen':'#### %d','rejected':'%d'}"
              .formatted(i, i + 3, 2 * i + 3, 2 * i + 3)
              .replace('\'', '"'));
    }
    Path data = Files.write(folder.resolve("pairs.jsonl"), pairs);
    Path out = folder.resolve("reward");
    RewardFromJava.main(new String[] {MODEL.toString(), data.toString(), out.toString()});
    List<String> metrics = Files.readAllLines(out.resolve("metrics.jsonl"));
    assertEquals(20, metrics.size());
    assertTrue(metrics.get(19).contains("\"accuracy\":1"), metrics.get(19));
    assertTrue(Files.readString(out.resolve("config.json")).contains("SequenceClassification"));
  }

  @Test
  void alignsOnItsOwnAnswersFromJava() throws Exception {
    Path prompts = Path.of("quickstart", "prompts.jsonl");
    Path out = folder.resolve("online");
    PrintStream before = System.out;
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    System.setOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
    try {
      OnlineDpoFromJava.main(new String[] {MODEL.toString(), prompts.toString(), out.toString()});
    } finally {
      System.setOut(before);
    }
    assertEquals(20, shown.toString(StandardCharsets.UTF_8).lines().count());
    assertTrue(Files.readAllLines(out.resolve("online-pairs.jsonl")).size() > 20);
    assertTrue(Files.size(out.resolve("model.safetensors")) > 500_000);
  }

  @Test
  void trainsWithDjlsTrainer() throws Exception {
    Path out = folder.resolve("djl");
    DjlTrainer.main(new String[] {MODEL.toString(), out.toString()});
    Sft.Config config =
        Sft.Config.of(out, List.of(ROWS), folder.resolve("on")).with("max-steps=1", "batch-size=8");
    assertEquals(1, new Sft().run(config, RunContext.quiet()).outcome().orElseThrow().steps());
    long same =
        Files.mismatch(MODEL.resolve("model.safetensors"), out.resolve("model.safetensors"));
    assertTrue(same >= 0, "the weights have changed");
  }

  @Test
  void trainsWithAnObjectiveOfOnesOwn() throws Exception {
    Path rows = Files.write(folder.resolve("rows.jsonl"), Files.readAllLines(ROWS).subList(0, 100));
    Sft.Config config =
        Sft.Config.of(MODEL, List.of(rows), folder.resolve("focal"))
            .with("max-steps=6", "batch-size=100", "learning-rate=1e-5", "warmup-ratio=0");
    Sft.Result result = new Sft(new FocalObjective()).run(config, RunContext.quiet());
    assertEquals(6, result.outcome().orElseThrow().steps());
    List<String> lines = Files.readAllLines(folder.resolve("focal").resolve("metrics.jsonl"));
    assertTrue(loss(lines.get(5)) < 0.98 * loss(lines.get(0)), "the loss falls");
    assertTrue(Files.size(folder.resolve("focal").resolve("model.safetensors")) > 500_000);
  }

  private static double loss(String line) throws IOException {
    return new ObjectMapper().readTree(line).path("loss").asDouble();
  }

  @Test
  void itsGradientEqualsFiniteDifferences() {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    builder.add(-1, new int[] {1, 2, 3}, new boolean[] {false, true, true});
    PackedBatch batch = builder.build();
    float[] logProbs = {-0.25f, -2f};
    float[] gradient = new FocalObjective().loss(List.of(), batch, logProbs).gradient();
    for (int i = 0; i < 2; i++) {
      float[] up = logProbs.clone();
      float[] down = logProbs.clone();
      up[i] += 0.01f;
      down[i] -= 0.01f;
      double slope =
          (new FocalObjective().loss(List.of(), batch, up).sum()
                  - new FocalObjective().loss(List.of(), batch, down).sum())
              / 0.02;
      assertEquals(slope, gradient[i], 1e-3);
    }
  }

  @Test
  void theFormatMaskKeepsTheTerminator() throws Exception {
    FormatMaskExperiment.Result result =
        FormatMaskExperiment.run(MODEL, folder, 40, RunContext.quiet());
    assertEquals(5, result.masked().size());
    assertEquals(result.masked().get(0), result.unmasked().get(0));
    double masked = FormatMaskExperiment.Result.fall(result.masked());
    double unmasked = FormatMaskExperiment.Result.fall(result.unmasked());
    assertTrue(masked < 0.05, "falls by " + masked + " with the mask");
    assertTrue(unmasked > 0.25, "falls by " + unmasked + " without the mask");
    assertTrue(FormatMaskExperiment.figure(result).contains("polyline"));
  }
}
