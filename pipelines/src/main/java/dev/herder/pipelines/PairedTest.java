package dev.herder.pipelines;

import dev.herder.eval.stats.Bootstrap;
import dev.herder.eval.stats.McNemar;
import dev.herder.eval.stats.PairedBootstrap;

/**
 * Whether two models' scores on the same prompts differ by more than chance.
 *
 * <p>The p-value is McNemar's exact one where every score is 0 or 1, otherwise the paired
 * bootstrap's; the interval is always the bootstrap's.
 *
 * @param difference mean score of the newer model less that of the older
 * @param low lower end of the interval
 * @param high upper end
 * @param p two-sided
 * @param better prompts with a higher score
 * @param worse prompts with a lower score
 */
record PairedTest(double difference, double low, double high, double p, int better, int worse) {
  private static final int RESAMPLES = 10_000;
  private static final long SEED = 20240731;

  /**
   * Compares.
   *
   * @param older scores by prompt, at least one
   * @param newer likewise, of the same prompts
   * @param level of the interval, for example 0.95
   */
  static PairedTest of(double[] older, double[] newer, double level) {
    int better = 0;
    int worse = 0;
    boolean verdicts = true;
    for (int i = 0; i < older.length; i++) {
      better += newer[i] > older[i] ? 1 : 0;
      worse += newer[i] < older[i] ? 1 : 0;
      verdicts &= isVerdict(older[i]) && isVerdict(newer[i]);
    }
    PairedBootstrap bootstrap =
        PairedBootstrap.ofMeans(older, newer, new Bootstrap(RESAMPLES, SEED, level));
    double p = verdicts ? new McNemar(worse, better).exactP() : bootstrap.p();
    return new PairedTest(
        bootstrap.difference(),
        bootstrap.interval().low(),
        bootstrap.interval().high(),
        p,
        better,
        worse);
  }

  private static boolean isVerdict(double score) {
    return score == 0 || score == 1;
  }

  /** Whether the newer model is better by more than chance explains. */
  boolean better(double level) {
    return difference > 0 && p < 1 - level;
  }
}
