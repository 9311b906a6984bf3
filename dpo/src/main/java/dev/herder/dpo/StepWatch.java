package dev.herder.dpo;

import dev.herder.core.RunFailure;
import dev.herder.dpo.loss.ExampleLogProbs;
import dev.herder.dpo.loss.LossSlopes;
import dev.herder.dpo.loss.StepFacts;
import dev.herder.dpo.loss.WeightedLoss;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stops a run whose numbers cannot be right, or which unlearns the chosen answers.
 *
 * <p>Where the policy starts as the reference, the first loss is known: ln 2 for the sigmoid loss,
 * for every loss its value at log-ratios of 0. Another one means that policy and reference see
 * different tokens, templates, masks or weights.
 */
final class StepWatch {
  /** How far the first loss may be from the expected one, relative to 1 and to its size. */
  private final double tolerance;

  private final @Nullable WeightedLoss startsAtReference;
  private final double maxChosenLogpDrop;
  private final LastSeen lastSeen;

  /**
   * Watches a run.
   *
   * @param startsAtReference the loss, if the policy before the first step is the reference; else
   *     null
   * @param tolerance of the first loss
   * @param maxChosenLogpDrop by how many nats the chosen answers' log-probability may be below the
   *     reference's, on average over a step; 0 is without a limit
   * @param lastSeen notes the log-probabilities of each example
   */
  StepWatch(
      @Nullable WeightedLoss startsAtReference,
      double tolerance,
      double maxChosenLogpDrop,
      LastSeen lastSeen) {
    this.startsAtReference = startsAtReference;
    this.tolerance = tolerance;
    this.maxChosenLogpDrop = maxChosenLogpDrop;
    this.lastSeen = lastSeen;
  }

  /** Watches nothing. */
  static StepWatch none() {
    return new StepWatch(null, 0, 0, new LastSeen(List.of()));
  }

  void saw(List<Example> examples, List<ExampleLogProbs> seen) {
    lastSeen.note(examples, seen);
  }

  /** The summed loss if the policy were the reference, where that is to be checked; else 0. */
  double lossAtReference(List<ExampleLogProbs> seen, StepFacts facts) {
    WeightedLoss loss = startsAtReference;
    if (loss == null) {
      return 0;
    }
    StepFacts still = new StepFacts(facts.meanLength(), 0, facts.desirable(), facts.undesirable());
    List<ExampleLogProbs> same = seen.stream().map(ExampleLogProbs::atReference).toList();
    return loss.of(same, still).stream().mapToDouble(LossSlopes::loss).sum();
  }

  void check(long step, double loss, double expected, Map<String, Double> metrics) {
    if (step == 1
        && startsAtReference != null
        && !(Math.abs(loss - expected) <= tolerance * Math.max(1, Math.abs(expected)))) {
      throw new RunFailure(
          String.format(
              Locale.ROOT,
              "the first loss is %.6f, but the policy is the reference, so it must be %.6f: the"
                  + " reference's log-probabilities are not those of this model for these rows."
                  + " Remove the reference cache, and if that does not help report it as a mistake"
                  + " of the program",
              loss,
              expected));
    }
    double drop = -metrics.getOrDefault("logratios/chosen", 0.0);
    if (maxChosenLogpDrop > 0 && drop > maxChosenLogpDrop) {
      throw new RunFailure(
          String.format(
              Locale.ROOT,
              "at step %d the chosen answers are on average %.2f nats less probable than under the"
                  + " reference, more than --max-chosen-logp-drop %s. Raise --nll-weight or --beta,"
                  + " lower --learning-rate, or raise the limit",
              step,
              drop,
              maxChosenLogpDrop));
    }
  }
}
