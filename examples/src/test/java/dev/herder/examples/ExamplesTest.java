package dev.herder.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.run.RunContext;
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
    List<String> lines = Files.readAllLines(folder.resolve("focal").resolve("metrics.jsonl"));
    assertTrue(loss(lines.get(5)) < loss(lines.get(0)), "the loss falls");
  }

  private static double loss(String line) {
    return Double.parseDouble(line.replaceAll(".*\"loss\":([^,]+),.*", "$1"));
  }
}
