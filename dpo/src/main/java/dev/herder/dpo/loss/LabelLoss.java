package dev.herder.dpo.loss;

import java.util.List;

/** Losses on single answers that are labelled good or bad. */
public sealed interface LabelLoss extends PreferenceLoss {
  /** What implicit rewards are scaled by, above 0. */
  double beta();

  /** What good answers weigh. */
  double desirableWeight();

  /** What bad answers weigh. */
  double undesirableWeight();

  /** What log-ratios are compared with, in nats. */
  double origin(StepFacts facts);

  @Override
  default void add(
      List<ExampleLogProbs> step, StepFacts facts, double weight, List<LossSlopes> into) {
    for (int i = 0; i < step.size(); i++) {
      boolean good = step.get(i).desirable();
      double x = beta() * (step.get(i).chosen().ratio() - origin(facts));
      double own = weight * (good ? desirableWeight() : undesirableWeight());
      into.get(i).addLoss(own * Logistic.sigmoid(good ? -x : x));
      into.get(i).addAnswer(0, own * beta() * (good ? -1 : 1) * Logistic.slope(x));
    }
  }

  @Override
  default double reward(AnswerLogProbs answer) {
    return beta() * answer.ratio();
  }

  @Override
  default Needs needs() {
    return Needs.LABELS;
  }

  /**
   * 1 - sigmoid(beta (r - z)) of a good answer with log-ratio r, 1 - sigmoid(beta (z - r)) of a bad
   * one, z being the step's estimate of the divergence (KTO, Ethayarajh et al. 2024, equation 7).
   *
   * @param beta above 0
   * @param desirableWeight above 0
   * @param undesirableWeight above 0
   */
  record Kto(double beta, double desirableWeight, double undesirableWeight) implements LabelLoss {
    @Override
    public double origin(StepFacts facts) {
      return facts.kl();
    }

    @Override
    public String id() {
      return "kto";
    }
  }

  /**
   * {@link SidesLoss.ApoZero} with each answer for itself: KTO without the divergence.
   *
   * @param beta above 0
   * @param desirableWeight above 0
   * @param undesirableWeight above 0
   */
  record ApoZeroUnpaired(double beta, double desirableWeight, double undesirableWeight)
      implements LabelLoss {
    @Override
    public double origin(StepFacts facts) {
      return 0;
    }

    @Override
    public String id() {
      return "apo_zero_unpaired";
    }
  }
}
