package dev.herder.eval.stats;

import java.util.Arrays;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;

/**
 * The two-sample test of Kolmogorov and Smirnov: whether two samples come from one distribution,
 * whatever it is.
 *
 * @param statistic the largest distance of the two empirical distribution functions, 0 to 1
 * @param p the two-sided p-value: exact for samples without ties whose sizes multiply to at most a
 *     million, else from the limiting distribution. With ties it is too large rather than too small
 */
public record KolmogorovSmirnov(double statistic, double p) {
  private static final long EXACT = 1_000_000;
  private static final double TOLERANCE = 1e-20;
  private static final int MOST_TERMS = 100_000;

  /**
   * Tests two samples.
   *
   * @param first finite values, at least one
   * @param second finite values, at least one
   */
  public static KolmogorovSmirnov of(double[] first, double[] second) {
    double[] x = sorted(first);
    double[] y = sorted(second);
    double statistic = distance(x, y);
    boolean exact = (long) x.length * y.length <= EXACT;
    double p =
        exact ? exactP(statistic, x.length, y.length) : limitP(statistic, x.length, y.length);
    return new KolmogorovSmirnov(statistic, Math.min(1, Math.max(0, p)));
  }

  private static double[] sorted(double[] sample) {
    if (sample.length == 0 || Arrays.stream(sample).anyMatch(value -> !Double.isFinite(value))) {
      throw new IllegalArgumentException("expected at least one value, all finite");
    }
    double[] copy = sample.clone();
    Arrays.sort(copy);
    return copy;
  }

  private static double distance(double[] x, double[] y) {
    double most = 0;
    int i = 0;
    int j = 0;
    while (i < x.length && j < y.length) {
      double value = Math.min(x[i], y[j]);
      while (i < x.length && x[i] == value) {
        i++;
      }
      while (j < y.length && y[j] == value) {
        j++;
      }
      most = Math.max(most, Math.abs((double) i / x.length - (double) j / y.length));
    }
    return most;
  }

  /**
   * The probability of at least this distance: one minus the share of the ways to merge two samples
   * that stay below it (Hodges 1958), summed along the grid of merges.
   */
  static double exactP(double statistic, int n, int m) {
    // Distances are whole multiples of 1 / (n m), so half a step parts them safely.
    double bound = statistic - 0.5 / ((double) n * m);
    double[] below = new double[m + 1];
    below[0] = 1;
    for (int j = 1; j <= m; j++) {
      below[j] = (double) j / m > bound ? 0 : below[j - 1];
    }
    for (int i = 1; i <= n; i++) {
      below[0] = (double) i / n > bound ? 0 : below[0];
      for (int j = 1; j <= m; j++) {
        boolean reached = Math.abs((double) i / n - (double) j / m) > bound;
        double last = (double) i / (i + j);
        below[j] = reached ? 0 : last * below[j] + (1 - last) * below[j - 1];
      }
    }
    return 1 - below[m];
  }

  static double limitP(double statistic, int n, int m) {
    double root = Math.sqrt((double) n * m / (n + (double) m));
    return 1 - new KolmogorovSmirnovTest().ksSum(statistic * root, TOLERANCE, MOST_TERMS);
  }
}
