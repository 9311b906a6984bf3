package dev.herder.eval.stats;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * One figure from runs with several seeds.
 *
 * @param mean over the runs
 * @param deviation the sample standard deviation over the runs
 * @param runs how many, at least 2
 * @param interval Student's 95 % interval of the mean: what another set of seeds might have given
 */
public record PooledSeeds(double mean, double deviation, int runs, Interval interval) {
  /**
   * Pools the runs.
   *
   * @param values the figure of each run, at least two
   */
  public static PooledSeeds of(double[] values) {
    if (values.length < 2) {
      throw new IllegalArgumentException(values.length + " runs, expected at least 2");
    }
    double mean = StatUtils.mean(values);
    double deviation = Math.sqrt(StatUtils.variance(values));
    double t =
        new TDistribution(null, values.length - 1)
            .inverseCumulativeProbability((1 + Interval.USUAL) / 2);
    double half = t * deviation / Math.sqrt(values.length);
    return new PooledSeeds(
        mean,
        deviation,
        values.length,
        new Interval(mean - half, mean + half, Interval.USUAL, "Student's t"));
  }
}
