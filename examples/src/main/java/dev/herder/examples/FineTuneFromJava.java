package dev.herder.examples;

import dev.herder.core.run.RunContext;
import dev.herder.sft.Sft;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Supervised fine-tuning from a program. */
public final class FineTuneFromJava {
  private FineTuneFromJava() {}

  /** Usage: {@code FineTuneFromJava MODEL_DIR ROWS.jsonl OUT_DIR}. */
  public static void main(String[] arguments) throws IOException {
    Sft.Config config =
        Sft.Config.of(Path.of(arguments[0]), List.of(Path.of(arguments[1])), Path.of(arguments[2]))
            .with("max-steps=20", "batch-size=8", "learning-rate=1e-4");
    Sft.Result result = new Sft().run(config, RunContext.quiet());
    result.outcome().ifPresent(o -> System.out.println("loss " + o.finalMetrics().get("loss")));
  }
}
