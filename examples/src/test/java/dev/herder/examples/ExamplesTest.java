package dev.herder.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.run.RunContext;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.sft.Sft;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void trainsWithAnObjectiveOfOnesOwn() throws Exception {
    Sft.Config config =
        Sft.Config.of(MODEL, List.of(ROWS), folder.resolve("focal"))
            .with("max-steps=6", "batch-size=300", "learning-rate=1e-4", "warmup-ratio=0");
    Sft.Result result = new Sft(new FocalObjective()).run(config, RunContext.quiet());
    assertEquals(6, result.outcome().orElseThrow().steps());
    assertTrue(Files.size(folder.resolve("focal").resolve("model.safetensors")) > 500_000);
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
