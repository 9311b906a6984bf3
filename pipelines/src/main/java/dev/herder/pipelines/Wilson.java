package dev.herder.pipelines;

/**
 * The 95% score interval of a share (Wilson 1927): the shares p whose distance to the one that was
 * seen is at most {@code z sqrt(p (1 - p) / n)}.
 *
 * @param low its lower end, at least 0
 * @param high its upper end, at most 1
 */
record Wilson(double low, double high) {
  private static final double Z = 1.959963984540054;

  /** The interval for so many successes of n, n at least 1. */
  static Wilson of(long successes, long n) {
    double share = (double) successes / n;
    double spread = Z * Z / n;
    double centre = (share + spread / 2) / (1 + spread);
    double half = Z * Math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread);
    return new Wilson(Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
