package dev.herder.dpo.loss;

/** Losses that are a function of x = beta delta - offset alone. */
public sealed interface MarginLoss extends PairLoss {
  /** The loss at x. */
  double at(double x);

  /** The derivative at x. */
  double slopeAt(double x);

  @Override
  default Value of(ExampleLogProbs pair) {
    double x = beta() * pair.delta() - pair.offset();
    double slope = beta() * slopeAt(x);
    return new Value(at(x), slope, -slope);
  }

  /**
   * -(1-e) log sigmoid(x) - e log sigmoid(-x): DPO (Rafailov et al. 2023), and with label smoothing
   * conservative DPO (Mitchell 2023).
   *
   * @param beta above 0
   * @param labelSmoothing e, the probability that a label is wrong, in [0, 0.5)
   */
  record Sigmoid(double beta, double labelSmoothing) implements MarginLoss {
    @Override
    public double at(double x) {
      return Logistic.smoothed(x, labelSmoothing);
    }

    @Override
    public double slopeAt(double x) {
      return Logistic.smoothedSlope(x, labelSmoothing);
    }

    @Override
    public String id() {
      return "sigmoid";
    }
  }

  /**
   * [-(1-e) log sigmoid(x) + e log sigmoid(-x)] / (1 - 2e): an unbiased estimate of DPO's loss
   * where a share e of the labels is flipped (Chowdhury et al. 2024).
   *
   * @param beta above 0
   * @param labelSmoothing e, in [0, 0.5)
   */
  record Robust(double beta, double labelSmoothing) implements MarginLoss {
    @Override
    public double at(double x) {
      double e = labelSmoothing;
      double flipped = e == 0 ? 0 : e * Logistic.logSigmoid(-x);
      return (-(1 - e) * Logistic.logSigmoid(x) + flipped) / (1 - 2 * e);
    }

    @Override
    public double slopeAt(double x) {
      double e = labelSmoothing;
      return (-(1 - e) * Logistic.sigmoid(-x) - e * Logistic.sigmoid(x)) / (1 - 2 * e);
    }

    @Override
    public String id() {
      return "robust";
    }
  }

  /**
   * max(0, 1 - x) (Zhao et al. 2023, SLiC).
   *
   * @param beta above 0
   */
  record Hinge(double beta) implements MarginLoss {
    @Override
    public double at(double x) {
      return Math.max(0, 1 - x);
    }

    @Override
    public double slopeAt(double x) {
      return x < 1 ? -1 : 0;
    }

    @Override
    public String id() {
      return "hinge";
    }
  }

  /**
   * KL of (sigmoid(x), sigmoid(-x)) from (1-e, e) (EXO, Ji et al. 2024, equation 16).
   *
   * @param beta above 0
   * @param labelSmoothing e, in (0, 0.5)
   */
  record ExoPair(double beta, double labelSmoothing) implements MarginLoss {
    @Override
    public double at(double x) {
      double e = labelSmoothing;
      return Logistic.sigmoid(x) * (Logistic.logSigmoid(x) - Math.log1p(-e))
          + Logistic.sigmoid(-x) * (Logistic.logSigmoid(-x) - Math.log(e));
    }

    @Override
    public double slopeAt(double x) {
      return Logistic.slope(x) * (x - Math.log1p(-labelSmoothing) + Math.log(labelSmoothing));
    }

    @Override
    public String id() {
      return "exo_pair";
    }
  }

  /**
   * (1-m) (-log sigmoid(x)) + m exp(-x), m = sigmoid(x / tau) (Lu et al. 2024, equation 5).
   *
   * @param beta above 0
   * @param tau above 0
   */
  record Discopop(double beta, double tau) implements MarginLoss {
    @Override
    public double at(double x) {
      return -Logistic.logSigmoid(x) * Logistic.sigmoid(-x / tau) + exponential(x);
    }

    @Override
    public double slopeAt(double x) {
      return -Logistic.sigmoid(-x) * Logistic.sigmoid(-x / tau)
          + Logistic.logSigmoid(x) * Logistic.slope(x / tau) / tau
          - exponential(x)
          + exponential(x) * Logistic.sigmoid(-x / tau) / tau;
    }

    /** exp(-x) sigmoid(x / tau), multiplied as logarithms because exp(-x) may overflow. */
    private double exponential(double x) {
      return Math.exp(-x + Logistic.logSigmoid(x / tau));
    }

    @Override
    public String id() {
      return "discopop";
    }
  }
}
