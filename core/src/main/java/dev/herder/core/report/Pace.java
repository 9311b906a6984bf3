package dev.herder.core.report;

/**
 * The seconds a step takes, smoothed, for the time left.
 *
 * <p>An exponential moving average of the time per step in which half of the weight lies on the
 * last 20 steps; in the beginning it is the plain mean of what there is.
 */
final class Pace {
  private static final double DECAY = Math.pow(0.5, 1 / 20.0);

  private double weightedSeconds;
  private double weight;

  /** Takes in that some steps took some time together. */
  void add(long steps, double seconds) {
    if (steps <= 0) {
      return;
    }
    double keep = Math.pow(DECAY, (double) steps);
    double each = Math.max(0, seconds) / steps;
    weightedSeconds = keep * weightedSeconds + (1 - keep) * each;
    weight = keep * weight + (1 - keep);
  }

  /** Seconds for further steps at this pace, or NaN as long as nothing is known. */
  double secondsFor(long steps) {
    return weight == 0 ? Double.NaN : steps * weightedSeconds / weight;
  }
}
