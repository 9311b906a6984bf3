package dev.herder.dpo.loss;

/** Losses on h, the difference of the two sides' log-ratios averaged per token. */
public sealed interface AverageLoss extends PairLoss {
  /** The loss at h. */
  double at(double h);

  /** The derivative at h. */
  double slopeAt(double h);

  @Override
  default Value of(ExampleLogProbs pair) {
    double h = pair.chosen().averageRatio() - pair.rejected().averageRatio();
    double slope = slopeAt(h);
    return new Value(at(h), slope / pair.chosen().tokens(), -slope / pair.rejected().tokens());
  }

  /**
   * (h - 1 / (2 beta))^2 (Azar et al. 2023, averaged as in TRL).
   *
   * @param beta above 0
   */
  record Ipo(double beta) implements AverageLoss {
    @Override
    public double at(double h) {
      double miss = h - 1 / (2 * beta);
      return miss * miss;
    }

    @Override
    public double slopeAt(double h) {
      return 2 * (h - 1 / (2 * beta));
    }

    @Override
    public String id() {
      return "ipo";
    }
  }

  /**
   * -(1-e) log sigmoid(beta h) - e log sigmoid(-beta h): length-normalised DPO (Lambert et al.
   * 2024, Tulu 3).
   *
   * @param beta above 0
   * @param labelSmoothing e, in [0, 0.5)
   */
  record SigmoidNorm(double beta, double labelSmoothing) implements AverageLoss {
    @Override
    public double at(double h) {
      return Logistic.smoothed(beta * h, labelSmoothing);
    }

    @Override
    public double slopeAt(double h) {
      return beta * Logistic.smoothedSlope(beta * h, labelSmoothing);
    }

    @Override
    public String id() {
      return "sigmoid_norm";
    }
  }
}
