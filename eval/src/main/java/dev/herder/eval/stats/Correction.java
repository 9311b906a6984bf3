package dev.herder.eval.stats;

import java.util.stream.IntStream;

/** Corrects p-values for how many tests were made, so that one of many is not found by chance. */
public enum Correction {
  /** Holm's (1979): the chance of any false finding stays below the level. */
  HOLM("Holm") {
    @Override
    double raised(double p, int rank, int tests) {
      return p * (tests - rank);
    }

    @Override
    boolean upwards() {
      return true;
    }
  },
  /**
   * Benjamini and Hochberg's (1995): the expected share of false findings stays below the level.
   */
  BENJAMINI_HOCHBERG("Benjamini-Hochberg") {
    @Override
    double raised(double p, int rank, int tests) {
      return p * tests / (rank + 1);
    }

    @Override
    boolean upwards() {
      return false;
    }
  };

  private final String title;

  Correction(String title) {
    this.title = title;
  }

  /** The name for people. */
  public String title() {
    return title;
  }

  /** The corrected value of the p-value of a rank, from 0, before order is restored. */
  abstract double raised(double p, int rank, int tests);

  /** Whether order is restored from the smallest p-value up. */
  abstract boolean upwards();

  /**
   * The corrected p-values, in the order given.
   *
   * @param p p-values from 0 to 1
   */
  public double[] adjusted(double[] p) {
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted((a, b) -> Double.compare(p[a], p[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[p.length];
    double last = upwards() ? 0 : 1;
    for (int i = 0; i < p.length; i++) {
      int rank = upwards() ? i : p.length - 1 - i;
      double raised = raised(p[order[rank]], rank, p.length);
      last = upwards() ? Math.max(last, raised) : Math.min(last, raised);
      adjusted[order[rank]] = Math.min(1, last);
    }
    return adjusted;
  }
}
