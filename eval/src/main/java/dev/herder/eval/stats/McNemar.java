package dev.herder.eval.stats;

import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * McNemar's test (1947): whether two models that answered the same items differ in how many they
 * get right. Only the items on which they disagree say anything.
 *
 * @param onlyFirst items that the first model alone got right
 * @param onlySecond items that the second model alone got right
 */
public record McNemar(long onlyFirst, long onlySecond) {
  /** Up to so many disagreements the exact test is used. */
  private static final long FEW = 1000;

  public McNemar {
    if (onlyFirst < 0 || onlySecond < 0 || onlyFirst + onlySecond > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(onlyFirst + " and " + onlySecond + " items");
    }
  }

  /** Counts the disagreements of verdicts on the same items. */
  public static McNemar of(boolean[] first, boolean[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(first.length + " and " + second.length + " verdicts");
    }
    long onlyFirst = 0;
    long onlySecond = 0;
    for (int i = 0; i < first.length; i++) {
      onlyFirst += first[i] && !second[i] ? 1 : 0;
      onlySecond += second[i] && !first[i] ? 1 : 0;
    }
    return new McNemar(onlyFirst, onlySecond);
  }

  /** The two-sided p-value: exact up to 1,000 disagreements, else by chi-square. */
  public double p() {
    return onlyFirst + onlySecond <= FEW ? exactP() : chiSquareP();
  }

  /** The two-sided p-value of the binomial test: a disagreement falls either way equally. */
  public double exactP() {
    int total = (int) (onlyFirst + onlySecond);
    if (total == 0) {
      return 1;
    }
    int fewer = (int) Math.min(onlyFirst, onlySecond);
    return Math.min(1, 2 * new BinomialDistribution(null, total, 0.5).cumulativeProbability(fewer));
  }

  /** The statistic with the correction for continuity: (|b - c| - 1)² / (b + c). */
  public double chiSquare() {
    double total = (double) onlyFirst + onlySecond;
    double distance = Math.abs((double) onlyFirst - onlySecond) - 1;
    return total == 0 ? 0 : distance * distance / total;
  }

  /** The p-value of {@link #chiSquare}, one degree of freedom. */
  public double chiSquareP() {
    return onlyFirst + onlySecond == 0
        ? 1
        : 1 - new ChiSquaredDistribution(null, 1).cumulativeProbability(chiSquare());
  }
}
