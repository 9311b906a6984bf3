package dev.herder.eval.stats;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The smallest true difference that a comparison would find: with the given power a two-sided test
 * at the given level does. Differences below it are noise, whatever they look like.
 *
 * @param level the chance of finding a difference where there is none, in (0, 1)
 * @param power the chance of finding one that is there, in (0, 1)
 */
public record DetectableDifference(double level, double power) {
  /** Level 0.05, power 0.8. */
  public static DetectableDifference usual() {
    return new DetectableDifference(0.05, 0.8);
  }

  /**
   * Of the mean of paired differences: (z(1 - level/2) + z(power)) s / √n.
   *
   * @param deviation the standard deviation of the differences of single items
   * @param n items, at least 1
   */
  public double paired(double deviation, long n) {
    return ofError(deviation / Math.sqrt((double) n));
  }

  /**
   * Of a difference whose standard error is known: (z(1 - level/2) + z(power)) times it.
   *
   * @param error the standard error of the difference
   */
  public double ofError(double error) {
    NormalDistribution normal = new NormalDistribution(null, 0, 1);
    double z =
        normal.inverseCumulativeProbability(1 - level / 2)
            + normal.inverseCumulativeProbability(power);
    return z * error;
  }

  /**
   * Of two independent shares about as large as this one, n items each.
   *
   * @param share 0 to 1
   */
  public double shares(double share, long n) {
    return paired(Math.sqrt(2 * share * (1 - share)), n);
  }
}
