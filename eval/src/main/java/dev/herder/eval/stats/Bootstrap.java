package dev.herder.eval.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * The percentile bootstrap (Efron 1979): a figure is computed anew from items drawn with
 * replacement, many times, and the middle of what comes out is its interval.
 *
 * @param resamples how often, at least 100
 * @param seed decides what is drawn, so that the same items give the same interval
 * @param confidence in (0, 1)
 */
public record Bootstrap(int resamples, long seed, double confidence) {
  private static final String METHOD = "bootstrap";
  private static final long USUAL_SEED = 20240731;

  public Bootstrap {
    if (resamples < 100) {
      throw new IllegalArgumentException(resamples + " resamples, expected at least 100");
    }
  }

  /** 2,000 resamples, a fixed seed, 95 %. */
  public static Bootstrap usual() {
    return new Bootstrap(2000, USUAL_SEED, Interval.USUAL);
  }

  /**
   * The interval of a figure.
   *
   * @param n items, at least 1
   * @param figure computes the figure of items, given by their indices from 0 to n-1; it must not
   *     keep the array
   */
  public Interval interval(int n, ToDoubleFunction<int[]> figure) {
    return of(draws(n, figure));
  }

  /** The middle of what was drawn; no interval if a draw has no figure. */
  Interval of(double[] drawn) {
    if (Arrays.stream(drawn).anyMatch(value -> !Double.isFinite(value))) {
      return new Interval(Double.NaN, Double.NaN, confidence, METHOD);
    }
    Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(drawn);
    double tail = 100 * (1 - confidence) / 2;
    return new Interval(
        percentile.evaluate(tail), percentile.evaluate(100 - tail), confidence, METHOD);
  }

  /** The interval of a mean. */
  public Interval mean(double[] values) {
    return interval(
        values.length,
        drawn -> {
          double sum = 0;
          for (int each : drawn) {
            sum += values[each];
          }
          return sum / drawn.length;
        });
  }

  /** The figure of every resample, [resamples]. */
  double[] draws(int n, ToDoubleFunction<int[]> figure) {
    if (n < 1) {
      throw new IllegalArgumentException("no items to draw from");
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] figures = new double[resamples];
    int[] drawn = new int[n];
    for (int i = 0; i < resamples; i++) {
      for (int j = 0; j < n; j++) {
        drawn[j] = random.nextInt(n);
      }
      figures[i] = figure.applyAsDouble(drawn);
    }
    return figures;
  }
}
