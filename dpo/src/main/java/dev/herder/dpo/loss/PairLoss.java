package dev.herder.dpo.loss;

import java.util.List;

/** A loss on one chosen and one rejected answer. */
public sealed interface PairLoss extends PreferenceLoss
    permits MarginLoss, SidesLoss, AverageLoss, ReferenceFreeLoss {
  /**
   * The loss of one pair and its derivatives.
   *
   * @param loss the loss
   * @param chosen its derivative with respect to the policy's log-probability of the chosen answer
   * @param rejected its derivative with respect to that of the rejected answer
   */
  record Value(double loss, double chosen, double rejected) {}

  /** Evaluates the loss of one pair. */
  Value of(ExampleLogProbs pair);

  /** What implicit rewards are scaled by, above 0. */
  double beta();

  @Override
  default void add(
      List<ExampleLogProbs> step, StepFacts facts, double weight, List<LossSlopes> into) {
    for (int i = 0; i < step.size(); i++) {
      Value value = of(step.get(i));
      into.get(i).addLoss(weight * value.loss());
      into.get(i).addPair(weight * value.chosen(), weight * value.rejected());
    }
  }

  @Override
  default double reward(AnswerLogProbs answer) {
    return beta() * answer.ratio();
  }

  @Override
  default Needs needs() {
    return Needs.PAIRS;
  }
}
