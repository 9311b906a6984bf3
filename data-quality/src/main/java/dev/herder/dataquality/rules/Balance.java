package dev.herder.dataquality.rules;

import dev.herder.core.overlap.Words;
import java.util.Arrays;

/**
 * Which rows of several habits may stay, so that each habit keeps to its share of what is kept.
 *
 * <p>The largest whole numbers are taken for which every habit's rows are at most its share of all
 * rows kept. Which rows stay is drawn by the seed; it takes 8 bytes for each row with a habit.
 */
final class Balance {
  private final long seed;
  private final double[] shares;
  private final long[][] draws;
  private final int[] counts;
  private final long[] limits;
  private final int[] quotas;

  /**
   * An empty balance.
   *
   * @param shares of each habit, 0 to 1
   */
  Balance(long seed, double... shares) {
    this.seed = seed;
    this.shares = shares.clone();
    this.draws = new long[shares.length][16];
    this.counts = new int[shares.length];
    this.limits = new long[shares.length];
    this.quotas = new int[shares.length];
  }

  /** Takes note of a row with a habit. */
  void add(int habit, long row) {
    if (counts[habit] == draws[habit].length) {
      draws[habit] = Arrays.copyOf(draws[habit], 2 * counts[habit]);
    }
    draws[habit][counts[habit]++] = draw(habit, row);
  }

  /**
   * Decides, once all rows are known.
   *
   * @param others rows that are kept and have no habit
   */
  void settle(long others) {
    long total = others + Arrays.stream(counts).asLongStream().sum();
    boolean changed = true;
    while (changed) {
      long sum = others;
      for (int i = 0; i < shares.length; i++) {
        // The addend makes up for what a share such as 0.1 lacks in binary.
        quotas[i] = (int) Math.min(counts[i], Math.floor(shares[i] * total + 1e-9));
        sum += quotas[i];
      }
      changed = sum < total;
      total = sum;
    }
    for (int i = 0; i < shares.length; i++) {
      long[] sorted = Arrays.copyOf(draws[i], counts[i]);
      Arrays.sort(sorted);
      limits[i] = quotas[i] == 0 ? Long.MIN_VALUE : sorted[quotas[i] - 1];
    }
  }

  /** Whether a row with a habit stays. */
  boolean stays(int habit, long row) {
    return quotas[habit] > 0 && draw(habit, row) <= limits[habit];
  }

  /** Rows of a habit, and how many of them stay. */
  int found(int habit) {
    return counts[habit];
  }

  /** Different for any two rows, since each of its steps can be reversed. */
  private long draw(int habit, long row) {
    return Words.mix(Words.mix(seed + habit) + row);
  }
}
