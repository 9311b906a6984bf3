package dev.herder.core.data;

import java.util.Arrays;

/**
 * How numbers spread; quantiles by nearest rank.
 *
 * @param count how many numbers
 * @param sum their sum
 * @param min the least, 0 if there are none
 * @param median half of them are at most this
 * @param p90 nine tenths of them are at most this
 * @param p99 99 of 100 are at most this
 * @param max the greatest, 0 if there are none
 */
public record Distribution(
    long count, long sum, long min, long median, long p90, long p99, long max) {
  /** Sums up the numbers. */
  public static Distribution of(long[] numbers) {
    long[] sorted = numbers.clone();
    Arrays.sort(sorted);
    if (sorted.length == 0) {
      return new Distribution(0, 0, 0, 0, 0, 0, 0);
    }
    return new Distribution(
        sorted.length,
        Arrays.stream(sorted).sum(),
        sorted[0],
        quantile(sorted, 50),
        quantile(sorted, 90),
        quantile(sorted, 99),
        sorted[sorted.length - 1]);
  }

  /** Their mean, 0 if there are none. */
  public double mean() {
    return count == 0 ? 0 : (double) sum / count;
  }

  private static long quantile(long[] sorted, int percent) {
    long rank = ((long) sorted.length * percent + 99) / 100;
    return sorted[(int) rank - 1];
  }
}
