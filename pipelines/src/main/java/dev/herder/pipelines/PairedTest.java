package dev.herder.pipelines;

import java.util.Arrays;
import java.util.Random;

/**
 * Whether two models' scores on the same prompts differ by more than chance.
 *
 * <p>The interval is the percentile bootstrap of the mean difference over prompts (Efron 1979). The
 * p-value is two-sided: exact by McNemar's test where every difference is -1, 0 or 1, otherwise by
 * randomly swapping the two models on each prompt (Fisher's randomisation test).
 *
 * @param difference mean score of the newer model less that of the older
 * @param low lower end of the interval
 * @param high upper end
 * @param p the probability of a difference at least as large if the models were equal
 * @param better prompts with a higher score
 * @param worse prompts with a lower score
 */
record PairedTest(double difference, double low, double high, double p, int better, int worse) {
  private static final int DRAWS = 10_000;

  /**
   * Compares.
   *
   * @param older scores by prompt, at least one
   * @param newer likewise, of the same prompts
   * @param level of the interval, for example 0.95
   */
  static PairedTest of(double[] older, double[] newer, double level) {
    double[] differences = new double[older.length];
    int better = 0;
    int worse = 0;
    boolean whole = true;
    for (int i = 0; i < differences.length; i++) {
      differences[i] = newer[i] - older[i];
      better += differences[i] > 0 ? 1 : 0;
      worse += differences[i] < 0 ? 1 : 0;
      whole &= differences[i] == Math.rint(differences[i]) && Math.abs(differences[i]) <= 1;
    }
    double mean = Arrays.stream(differences).sum() / differences.length;
    double[] means = bootstrap(differences);
    int tail = (int) Math.floor((1 - level) / 2 * DRAWS);
    double p = whole ? mcNemar(better, worse) : swapped(differences, Math.abs(mean));
    return new PairedTest(mean, means[tail], means[DRAWS - 1 - tail], p, better, worse);
  }

  /** Whether the newer model is better by more than chance explains. */
  boolean better(double level) {
    return difference > 0 && p < 1 - level;
  }

  /** Whether it is worse by more than chance explains. */
  boolean worse(double level) {
    return difference < 0 && p < 1 - level;
  }

  private static double[] bootstrap(double[] differences) {
    Random random = new Random(1);
    double[] means = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      for (int i = 0; i < differences.length; i++) {
        sum += differences[random.nextInt(differences.length)];
      }
      means[draw] = sum / differences.length;
    }
    Arrays.sort(means);
    return means;
  }

  private static double swapped(double[] differences, double seen) {
    Random random = new Random(2);
    int asLarge = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      for (double difference : differences) {
        sum += random.nextBoolean() ? difference : -difference;
      }
      // A hair less, so that rounding does not make equal sums smaller.
      asLarge += Math.abs(sum / differences.length) >= seen * (1 - 1e-12) ? 1 : 0;
    }
    return (asLarge + 1.0) / (DRAWS + 1.0);
  }

  /** Twice the smaller tail of the binomial distribution with one half, at most 1. */
  static double mcNemar(int better, int worse) {
    int n = better + worse;
    double logTerm = n * Math.log(0.5);
    double tail = 0;
    for (int k = 0; k <= Math.min(better, worse); k++) {
      tail += Math.exp(logTerm);
      logTerm += Math.log((double) (n - k) / (k + 1));
    }
    return Math.min(1, 2 * tail);
  }
}
