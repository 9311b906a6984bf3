package dev.herder.dataquality.duplicates;

/**
 * How a signature of minimum hashes is cut into bands: rows that agree on all values of a band are
 * compared.
 *
 * <p>Two rows of Jaccard similarity s agree on a value with probability s, and on some band with
 * probability 1 - (1 - s^width)^bands.
 *
 * @param width values in a band
 * @param bands how many
 */
record Banding(int width, int bands) {
  /** Pairs at the threshold that may be missed. */
  static final double MISSED = 1e-6;

  /**
   * The widest bands, hence the fewest pairs to compare in vain, that miss a pair at the threshold
   * with a probability of at most {@link #MISSED}; more similar pairs are missed far less.
   *
   * @param threshold above 0, at most 1
   * @param values in a signature
   */
  static Banding of(double threshold, int values) {
    Banding best = new Banding(1, values);
    for (int width = 2; width <= values; width++) {
      Banding wider = new Banding(width, values / width);
      if (wider.missed(threshold) <= MISSED) {
        best = wider;
      }
    }
    return best;
  }

  /** The probability that two rows of this similarity are not compared. */
  double missed(double similarity) {
    return Math.pow(1 - Math.pow(similarity, width), bands);
  }
}
