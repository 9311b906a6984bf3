package dev.herder.reward;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a model that says 80 % is right in 80 % of the cases.
 *
 * <p>The model's probability that the better answer is better is sigmoid(better - worse); the
 * larger of it and its complement is the confidence. ECE is the mean distance of confidence and
 * accuracy over bins, weighted by their pairs (Guo et al. 2017).
 *
 * @param bins those with pairs, ascending
 * @param expectedError ECE, 0 to 0.5; NaN without pairs
 */
record Calibration(List<Bin> bins, double expectedError) {
  /** Bins between 0.5 and 1. */
  private static final int BINS = 10;

  Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * Pairs of about the same confidence.
   *
   * @param confidence their mean
   * @param accuracy share of them ordered right
   */
  record Bin(double from, double to, long pairs, double confidence, double accuracy) {}

  /** Measures pairs by their margins, better minus worse. */
  static Calibration of(double[] margins) {
    long[] pairs = new long[BINS];
    double[] confidence = new double[BINS];
    double[] right = new double[BINS];
    for (double margin : margins) {
      double sure = RankingLoss.sigmoid(Math.abs(margin));
      int bin = Math.min(BINS - 1, (int) ((sure - 0.5) * 2 * BINS));
      pairs[bin]++;
      confidence[bin] += sure;
      right[bin] += margin > 0 ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    double error = 0;
    for (int i = 0; i < BINS; i++) {
      if (pairs[i] > 0) {
        double from = 0.5 + 0.5 * i / BINS;
        Bin bin =
            new Bin(
                from, from + 0.5 / BINS, pairs[i], confidence[i] / pairs[i], right[i] / pairs[i]);
        bins.add(bin);
        error += Math.abs(bin.confidence() - bin.accuracy()) * bin.pairs() / margins.length;
      }
    }
    return new Calibration(bins, margins.length == 0 ? Double.NaN : error);
  }
}
