package dev.herder.dataquality.ratings;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Ratings by the rows that independent scorers hold for nearest.
 *
 * <p>For each scorer the rows are ordered by its score, and a row's rating is guessed as the median
 * rating of the k rows nearest in that order, itself left out. The guess of all scorers is the
 * median of theirs. A scorer's scale does not matter, only its order.
 */
final class Neighbours {
  private final double[] ratings;
  private final double[][] guesses;

  /**
   * Guesses all ratings.
   *
   * @param ratings of the rows
   * @param scores by scorer and row; NaN where a scorer has none
   * @param k neighbours to ask, at least 1
   * @param trusted rows whose rating may be asked for
   */
  Neighbours(double[] ratings, double[][] scores, int k, boolean[] trusted) {
    this.ratings = ratings;
    this.guesses = new double[scores.length][];
    for (int i = 0; i < scores.length; i++) {
      guesses[i] = guess(scores[i], k, trusted);
    }
  }

  /** The guess of a row's rating, NaN if no scorer knows the row. */
  double of(int row) {
    double[] known =
        Arrays.stream(guesses)
            .mapToDouble(guess -> guess[row])
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    return median(known);
  }

  private double[] guess(double[] scores, int k, boolean[] trusted) {
    int[] order =
        IntStream.range(0, scores.length)
            .filter(row -> !Double.isNaN(scores[row]))
            .boxed()
            .sorted((a, b) -> Double.compare(scores[a], scores[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] guess = new double[scores.length];
    Arrays.fill(guess, Double.NaN);
    for (int at = 0; at < order.length; at++) {
      double[] near = new double[Math.min(k, order.length)];
      int count = 0;
      int left = at - 1;
      int right = at + 1;
      while (count < near.length && (left >= 0 || right < order.length)) {
        boolean goLeft =
            right >= order.length
                || (left >= 0
                    && scores[order[at]] - scores[order[left]]
                        <= scores[order[right]] - scores[order[at]]);
        int row = goLeft ? order[left--] : order[right++];
        if (trusted[row]) {
          near[count++] = ratings[row];
        }
      }
      double[] sorted = Arrays.copyOf(near, count);
      Arrays.sort(sorted);
      guess[order[at]] = median(sorted);
    }
    return guess;
  }

  private static double median(double[] sorted) {
    int n = sorted.length;
    return n == 0
        ? Double.NaN
        : n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }
}
