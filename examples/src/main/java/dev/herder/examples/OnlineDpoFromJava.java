package dev.herder.examples;

import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.core.verify.Verifiers;
import dev.herder.dpo.Dpo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Preference optimisation on the policy's own answers, judged by a scorer of one's own. */
public final class OnlineDpoFromJava {
  private OnlineDpoFromJava() {}

  /** Right answers, and of these the short ones. */
  private static final class RightAndShort implements Scorer {
    private final Scorer right = Verifiers.scorer("gsm8k");

    @Override
    public List<Double> score(List<Completion> answers) {
      List<Double> scores = new ArrayList<>(right.score(answers));
      for (int i = 0; i < scores.size(); i++) {
        scores.set(i, scores.get(i) - 0.001 * answers.get(i).tokens());
      }
      return scores;
    }

    @Override
    public String id() {
      return "right-and-short";
    }
  }

  /** Usage: {@code OnlineDpoFromJava MODEL_DIR PROMPTS.jsonl OUT_DIR}. */
  public static void main(String[] arguments) throws IOException {
    Dpo.Config config =
        Dpo.Config.of(Path.of(arguments[0]), List.of(), Path.of(arguments[2]))
            .with("online.enabled=true", "online.prompts=" + arguments[1], "online.k=8")
            .with("online.max-new-tokens=16", "online.temperature=1", "online.every=2")
            .with("max-steps=20", "batch-size=8", "learning-rate=1e-4");
    MetricSink shown =
        (step, metrics) -> System.out.println(step + " " + metrics.get("score/mean"));
    RunContext context =
        new RunContext(config.seed(), Clock.systemUTC(), line -> {}, shown, () -> false);
    new Dpo(new RightAndShort()).run(config, context);
  }
}
