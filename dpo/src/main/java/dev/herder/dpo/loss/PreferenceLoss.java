package dev.herder.dpo.loss;

import java.util.List;

/**
 * A loss on the answers of each example of an optimiser step.
 *
 * <p>All arithmetic is in float64. A step's loss is the sum over its examples divided by their
 * number. In formulas {@code delta} is [log pi(chosen) - log ref(chosen)] - [log pi(rejected) - log
 * ref(rejected)] in nats; u and v are beta times the two brackets.
 */
public sealed interface PreferenceLoss permits PairLoss, SortedLoss, RankLoss, LabelLoss, Sft {
  /** Rows that a loss can be computed on. */
  enum Needs {
    /** A chosen and a rejected answer; of rankings the best and the worst are taken. */
    PAIRS,
    /** Two or more ranked answers. */
    RANKINGS,
    /** An answer with a label that says whether it is good. */
    LABELS,
    /** Any of them. */
    ANY
  }

  /** The name on the command line, TRL's where it has one. */
  String id();

  /**
   * Adds the losses of a step's examples and their derivatives.
   *
   * @param step the examples; all of the step's if {@link #couples} says so, else any part of them
   * @param facts what the loss needs to know of the whole step
   * @param weight what the loss is multiplied by
   * @param into the sums for each example, in the same order
   */
  void add(List<ExampleLogProbs> step, StepFacts facts, double weight, List<LossSlopes> into);

  /** The implicit reward of an answer, for metrics. */
  double reward(AnswerLogProbs answer);

  /** What rows must have. */
  Needs needs();

  /** Whether the reference's log-probabilities are used. */
  default boolean usesReference() {
    return true;
  }

  /**
   * Whether an example's loss depends on the log-probabilities of others in its step, so that all
   * must be known before the first derivative.
   */
  default boolean couples() {
    return false;
  }
}
