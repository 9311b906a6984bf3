package dev.herder.core.report;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/** Statistics of a sample; values that are not finite are left out, and counted. */
public final class Stats {
  private Stats() {}

  /**
   * A sample in a few numbers; all but the counts are NaN for an empty sample.
   *
   * @param count finite values
   * @param nonFinite values left out
   * @param mean the arithmetic mean
   * @param deviation the sample standard deviation (divisor n-1), 0 for one value
   */
  public record Summary(
      long count,
      long nonFinite,
      double mean,
      double deviation,
      double minimum,
      double lowerQuartile,
      double median,
      double upperQuartile,
      double maximum) {}

  /** Describes a sample. */
  public static Summary summary(double... values) {
    double[] sample = finite(values);
    Percentile percentile = percentile(sample);
    return new Summary(
        sample.length,
        values.length - sample.length,
        sample.length == 0 ? Double.NaN : Arrays.stream(sample).average().orElseThrow(),
        sample.length == 0 ? Double.NaN : new StandardDeviation().evaluate(sample),
        quantile(percentile, sample, 0),
        quantile(percentile, sample, 0.25),
        quantile(percentile, sample, 0.5),
        quantile(percentile, sample, 0.75),
        quantile(percentile, sample, 1));
  }

  /**
   * The quantile by linear interpolation between order statistics (Hyndman and Fan's type 7, the
   * default of NumPy and R); NaN for an empty sample.
   *
   * @param q 0 to 1
   */
  public static double quantile(double[] values, double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("a quantile at " + q);
    }
    double[] sample = finite(values);
    return quantile(percentile(sample), sample, q);
  }

  private static Percentile percentile(double[] sample) {
    Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(sample);
    return percentile;
  }

  private static double quantile(Percentile percentile, double[] sample, double q) {
    if (sample.length == 0) {
      return Double.NaN;
    }
    // Commons Math takes percentages above 0 only.
    return q == 0 ? Arrays.stream(sample).min().orElseThrow() : percentile.evaluate(100 * q);
  }

  /**
   * The exponential moving average, corrected for its start so that early values are plain means.
   *
   * <p>A value that is not finite stays a gap and does not count.
   *
   * @param keep the weight of the past, 0 (no smoothing) to below 1
   * @return as many values as given
   */
  public static double[] movingAverage(double[] values, double keep) {
    if (!(keep >= 0 && keep < 1)) {
      throw new IllegalArgumentException("a weight of the past of " + keep);
    }
    double[] smooth = new double[values.length];
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        sum = keep * sum + (1 - keep) * values[i];
        weight = keep * weight + (1 - keep);
        smooth[i] = sum / weight;
      } else {
        smooth[i] = Double.NaN;
      }
    }
    return smooth;
  }

  static double[] finite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).toArray();
  }
}
