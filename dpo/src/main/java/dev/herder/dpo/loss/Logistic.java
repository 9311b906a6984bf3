package dev.herder.dpo.loss;

/** The logistic function and its relatives in float64, without overflow. */
final class Logistic {
  private Logistic() {}

  static double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  /** The derivative of {@link #sigmoid}. */
  static double slope(double x) {
    return sigmoid(x) * sigmoid(-x);
  }

  static double logSigmoid(double x) {
    return x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
  }

  /**
   * Cross-entropy of the logit x against a label that is wrong with probability e: -(1-e) log
   * sigmoid(x) - e log sigmoid(-x).
   */
  static double smoothed(double x, double e) {
    // 0 times an infinite logarithm would be NaN.
    return -(1 - e) * logSigmoid(x) - (e == 0 ? 0 : e * logSigmoid(-x));
  }

  /** The derivative of {@link #smoothed} with respect to x. */
  static double smoothedSlope(double x, double e) {
    return -(1 - e) * sigmoid(-x) + e * sigmoid(x);
  }
}
