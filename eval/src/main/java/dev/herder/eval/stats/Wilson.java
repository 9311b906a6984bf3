package dev.herder.eval.stats;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The score interval of a share (Wilson 1927): the shares p whose distance to the one that was seen
 * is at most {@code z sqrt(p (1 - p) / n)}.
 */
public final class Wilson {
  private static final String METHOD = "Wilson";

  private Wilson() {}

  /** The 95 % interval for so many successes of n, n at least 1. */
  public static Interval of(long successes, long n) {
    return of(successes, n, Interval.USUAL);
  }

  /**
   * The interval for so many successes of n.
   *
   * @param n at least 1
   * @param confidence in (0, 1)
   */
  public static Interval of(long successes, long n, double confidence) {
    if (n < 1 || successes < 0 || successes > n) {
      throw new IllegalArgumentException(successes + " successes of " + n);
    }
    double z =
        new NormalDistribution(null, 0, 1).inverseCumulativeProbability((1 + confidence) / 2);
    double share = (double) successes / n;
    double spread = z * z / n;
    double centre = (share + spread / 2) / (1 + spread);
    double half = z * Math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread);
    double low = successes == 0 ? 0 : Math.max(0, centre - half);
    double high = successes == n ? 1 : Math.min(1, centre + half);
    return new Interval(low, high, confidence, METHOD);
  }
}
