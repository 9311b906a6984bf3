package dev.herder.dpo.loss;

/** Losses that need no reference model. */
public sealed interface ReferenceFreeLoss extends PairLoss {
  @Override
  default boolean usesReference() {
    return false;
  }

  /**
   * Cross-entropy of the logit beta (a_chosen - a_rejected) - gamma, a being log-probabilities
   * averaged per token (Meng et al. 2024).
   *
   * @param beta above 0
   * @param gamma the margin to reach, at least 0
   * @param labelSmoothing in [0, 0.5)
   */
  record Simpo(double beta, double gamma, double labelSmoothing) implements ReferenceFreeLoss {
    @Override
    public Value of(ExampleLogProbs pair) {
      double x = beta * (pair.chosen().average() - pair.rejected().average()) - gamma;
      double slope = beta * Logistic.smoothedSlope(x, labelSmoothing);
      return new Value(
          Logistic.smoothed(x, labelSmoothing),
          slope / pair.chosen().tokens(),
          -slope / pair.rejected().tokens());
    }

    @Override
    public double reward(AnswerLogProbs answer) {
      return beta * answer.average();
    }

    @Override
    public String id() {
      return "simpo";
    }
  }

  /**
   * Cross-entropy of the logit beta (log pi(chosen) - log pi(rejected)) (CPO, Xu et al. 2024); its
   * likelihood term is the objective's.
   *
   * @param beta above 0
   * @param labelSmoothing in [0, 0.5)
   */
  record Cpo(double beta, double labelSmoothing) implements ReferenceFreeLoss {
    @Override
    public Value of(ExampleLogProbs pair) {
      double x = beta * (pair.chosen().policy() - pair.rejected().policy());
      double slope = beta * Logistic.smoothedSlope(x, labelSmoothing);
      return new Value(Logistic.smoothed(x, labelSmoothing), slope, -slope);
    }

    @Override
    public double reward(AnswerLogProbs answer) {
      return beta * answer.policy();
    }

    @Override
    public String id() {
      return "cpo";
    }
  }

  /**
   * -beta log sigmoid of the log odds ratio, odds(a) = e^a / (1 - e^a) of log-probabilities
   * averaged per token (ORPO, Hong et al. 2024); its likelihood term is the objective's.
   *
   * @param beta the weight of the odds ratio, above 0
   */
  record Orpo(double beta) implements ReferenceFreeLoss {
    /** Closer to certainty than this the odds are not told apart from infinity. */
    private static final double CERTAIN = -1e-9;

    @Override
    public Value of(ExampleLogProbs pair) {
      double chosen = Math.min(pair.chosen().average(), CERTAIN);
      double rejected = Math.min(pair.rejected().average(), CERTAIN);
      double odds = logOdds(chosen) - logOdds(rejected);
      double slope = -beta * Logistic.sigmoid(-odds);
      return new Value(
          -beta * Logistic.logSigmoid(odds),
          slope / -Math.expm1(chosen) / pair.chosen().tokens(),
          -slope / -Math.expm1(rejected) / pair.rejected().tokens());
    }

    private static double logOdds(double a) {
      return a - Math.log(-Math.expm1(a));
    }

    @Override
    public double reward(AnswerLogProbs answer) {
      return beta * answer.average();
    }

    @Override
    public String id() {
      return "orpo";
    }
  }
}
