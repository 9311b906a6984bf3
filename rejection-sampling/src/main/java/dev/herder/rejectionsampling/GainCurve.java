package dev.herder.rejectionsampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What drawing k answers and keeping the best is worth, for every k up to the number drawn.
 *
 * <p>Of one prompt's n scores, sorted ascending s(1)..s(n), the expected maximum of k drawn without
 * replacement is the sum over i of s(i) C(i-1, k-1) / C(n, k); with c scores that pass, at least
 * one of k passes with probability 1 - C(n-c, k) / C(n, k). Both are unbiased for fresh samples
 * (the second is pass@k of Chen et al. 2021, arXiv 2107.03374). Prompts are averaged.
 */
public final class GainCurve {
  /**
   * One point of the curve.
   *
   * @param k answers drawn per prompt
   * @param bestScore expected score of the best of k
   * @param bestScoreError its standard error over prompts; 0 for one prompt
   * @param passRate expected share of prompts where at least one of k passes
   * @param passRateError its standard error over prompts; 0 for one prompt
   */
  public record Point(
      int k, double bestScore, double bestScoreError, double passRate, double passRateError) {}

  private final int n;
  private final double passThreshold;
  private final double[][] weights;
  private final Moments[] best;
  private final Moments[] pass;

  /**
   * A curve without prompts.
   *
   * @param n scores per prompt, at least 1
   * @param passThreshold the lowest score that passes
   */
  public GainCurve(int n, double passThreshold) {
    this.n = n;
    this.passThreshold = passThreshold;
    this.weights = new double[n + 1][];
    this.best = new Moments[n + 1];
    this.pass = new Moments[n + 1];
    for (int k = 1; k <= n; k++) {
      weights[k] = weights(n, k);
      best[k] = new Moments();
      pass[k] = new Moments();
    }
  }

  /** Adds one prompt's n scores, in any order. */
  public void add(double[] scores) {
    if (scores.length != n) {
      throw new IllegalArgumentException(scores.length + " scores, expected " + n);
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int failed = 0;
    while (failed < n && sorted[failed] < passThreshold) {
      failed++;
    }
    for (int k = 1; k <= n; k++) {
      double expected = 0;
      double passing = 0;
      for (int i = k - 1; i < n; i++) {
        expected += weights[k][i] * sorted[i];
        passing += i >= failed ? weights[k][i] : 0;
      }
      best[k].add(expected);
      pass[k].add(Math.min(1, passing));
    }
  }

  /** The points for k = 1..n; empty before the first prompt. */
  public List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (int k = 1; k <= n && best[k].count > 0; k++) {
      points.add(
          new Point(
              k, best[k].mean, best[k].standardError(), pass[k].mean, pass[k].standardError()));
    }
    return points;
  }

  /** The probability that the i-th smallest of n (from 0) is the largest of k drawn. */
  private static double[] weights(int n, int k) {
    double[] weights = new double[n];
    weights[n - 1] = (double) k / n;
    for (int i = n - 2; i >= k - 1; i--) {
      // C(i, k-1) / C(i+1, k-1) = (i+1-(k-1)) / (i+1)
      weights[i] = weights[i + 1] * (i + 2 - k) / (i + 1);
    }
    return weights;
  }

  /** Mean and variance in one pass (Welford). */
  private static final class Moments {
    private long count;
    private double mean;
    private double squares;

    private void add(double value) {
      count++;
      double delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
    }

    private double standardError() {
      return count < 2 ? 0 : Math.sqrt(squares / (count - 1) / count);
    }
  }
}
