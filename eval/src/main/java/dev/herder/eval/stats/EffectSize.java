package dev.herder.eval.stats;

import org.apache.commons.math3.stat.StatUtils;

/** How large a difference is, whatever the number of items. */
public final class EffectSize {
  private EffectSize() {}

  /**
   * Cohen's h of two shares: 2 asin √p₂ - 2 asin √p₁. About 0.2 is small, 0.5 medium, 0.8 large.
   *
   * @param first 0 to 1
   * @param second 0 to 1
   */
  public static double ofShares(double first, double second) {
    return 2 * Math.asin(Math.sqrt(second)) - 2 * Math.asin(Math.sqrt(first));
  }

  /**
   * Cohen's d of paired values: the mean of the differences over their standard deviation; 0 if all
   * differences are 0, infinite if all are equal otherwise.
   *
   * @param differences second minus first, one for each item, at least two
   */
  public static double ofPairs(double[] differences) {
    double mean = StatUtils.mean(differences);
    return mean == 0 ? 0 : mean / Math.sqrt(StatUtils.variance(differences));
  }

  /**
   * Cohen's d of two independent samples: the difference of the means over the pooled standard
   * deviation.
   *
   * @param first at least two values
   * @param second at least two values
   */
  public static double ofSamples(double[] first, double[] second) {
    int degrees = first.length + second.length - 2;
    double pooled =
        ((first.length - 1) * StatUtils.variance(first)
                + (second.length - 1) * StatUtils.variance(second))
            / degrees;
    double difference = StatUtils.mean(second) - StatUtils.mean(first);
    return difference == 0 ? 0 : difference / Math.sqrt(pooled);
  }
}
