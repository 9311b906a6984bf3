package dev.herder.eval.stats;

/**
 * A confidence interval.
 *
 * @param low its lower end; NaN where there is no interval
 * @param high its upper end
 * @param confidence how often intervals made this way hold the true value, in (0, 1)
 * @param method how it was made, for people: {@code Wilson}, {@code bootstrap}, ...
 */
public record Interval(double low, double high, double confidence, String method) {
  /** The confidence that figures have unless another one is asked for. */
  public static final double USUAL = 0.95;

  public Interval {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("a confidence of " + confidence);
    }
  }

  /** The interval of a figure that nothing is known of. */
  public static Interval none() {
    return new Interval(Double.NaN, Double.NaN, USUAL, "none");
  }

  /** Whether a value lies in it. */
  public boolean contains(double value) {
    return value >= low && value <= high;
  }
}
