package dev.herder.examples;

import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.run.RunContext;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.reward.Reward;
import dev.herder.reward.RewardModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A reward model trained and used from a program. */
public final class RewardFromJava {
  private RewardFromJava() {}

  /** Usage: {@code RewardFromJava MODEL_DIR PAIRS.jsonl OUT_DIR}. */
  public static void main(String[] arguments) throws IOException {
    List<Path> pairs = List.of(Path.of(arguments[1]));
    Path out = Path.of(arguments[2]);
    Reward.Config config =
        Reward.Config.of(Path.of(arguments[0]), pairs, out)
            .with("max-steps=20", "batch-size=8", "learning-rate=1e-3");
    Reward.Result result = new Reward().run(config, RunContext.quiet());
    result.outcome().ifPresent(o -> System.out.println(o.finalMetrics().get("accuracy")));

    List<Row> rows = RowReader.read(pairs, Purpose.PREFERENCE).rows();
    Machine.Wish wish = new Machine.Wish("auto", "auto", 0, 0);
    try (RewardModel reward =
        RewardModel.open(out, wish, EncoderConfig.now(EncoderConfig.DEFAULT_NOW))) {
      double[] scores = reward.score(rows.subList(0, 1)).get(0);
      System.out.println("chosen " + scores[0] + ", rejected " + scores[1]);
    }
  }
}
