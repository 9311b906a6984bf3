package dev.herder.eval.stats;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The difference of two models on the same items, by drawing items anew: each draw takes an item
 * with the results of both.
 *
 * @param difference second minus first
 * @param interval the percentile interval of the difference
 * @param error the standard deviation of the drawn differences: the standard error
 * @param p two-sided: twice the share of draws on the rarer side of 0, those at 0 counted to both;
 *     at least 2 / (draws + 1)
 */
public record PairedBootstrap(double difference, Interval interval, double error, double p) {
  /**
   * Of a mean.
   *
   * @param first the first model's value of each item
   * @param second the second model's, in the same order
   */
  public static PairedBootstrap ofMeans(double[] first, double[] second, Bootstrap bootstrap) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(first.length + " and " + second.length + " items");
    }
    return of(
        first.length,
        drawn -> {
          double sum = 0;
          for (int each : drawn) {
            sum += second[each] - first[each];
          }
          return sum / drawn.length;
        },
        bootstrap);
  }

  /**
   * Of any figure.
   *
   * @param n items, at least 1
   * @param difference computes the difference of the figure of items given by their indices
   */
  public static PairedBootstrap of(int n, ToDoubleFunction<int[]> difference, Bootstrap bootstrap) {
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    double[] draws = bootstrap.draws(n, difference);
    long notAbove = Arrays.stream(draws).filter(each -> !(each > 0)).count();
    long notBelow = Arrays.stream(draws).filter(each -> !(each < 0)).count();
    double rarer = (Math.min(notAbove, notBelow) + 1.0) / (draws.length + 1.0);
    return new PairedBootstrap(
        difference.applyAsDouble(all),
        bootstrap.of(draws),
        Math.sqrt(StatUtils.variance(draws)),
        Math.min(1, 2 * rarer));
  }
}
