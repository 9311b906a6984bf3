package dev.herder.cli.command;

import dev.herder.core.run.RowCounts;
import dev.herder.engine.lm.TrainRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a training command prints at its end. */
final class TrainedFigures {
  private TrainedFigures() {}

  /** Of a run that had ended before, what it reported then. */
  static Map<String, @Nullable Object> of(
      Path out, RowCounts rows, Optional<TrainRun.Outcome> outcome) throws IOException {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", out.toString());
    figures.put("rows", rows.used());
    if (!rows.dropped().isEmpty()) {
      figures.put("dropped", rows.dropped());
    }
    if (!rows.truncated().isEmpty()) {
      figures.put("truncated", rows.truncated());
    }
    figures.put(
        "status", outcome.isEmpty() ? "reused" : outcome.get().finished() ? "finished" : "stopped");
    Map<String, Object> reported = TrainRun.reported(out, outcome);
    Object steps = reported.remove("step");
    if (steps != null) {
      figures.put("steps", steps);
    }
    outcome.ifPresent(
        o -> {
          figures.put("tokens", o.tokens());
          figures.put("train_seconds", o.seconds());
          figures.put("tokens_per_second", o.tokensPerSecond());
          figures.put("first_step_seconds", o.firstStepSeconds());
        });
    reported.forEach(figures::putIfAbsent);
    return figures;
  }
}
