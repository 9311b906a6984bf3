package dev.herder.eval.report;

import dev.herder.core.report.Figures;
import dev.herder.eval.Aggregate;
import dev.herder.eval.Figure;
import dev.herder.eval.stats.Interval;

/** Figures as people read them: shares in percent, everything else as numbers. */
public final class Shown {
  private Shown() {}

  /** Whether a figure is a share, 0 to 1, by what it is and was found to be. */
  public static boolean isShare(Figure figure) {
    return !(figure.aggregate() instanceof Aggregate.Perplexity)
        && figure.value() >= 0
        && figure.value() <= 1
        && figure.interval().low() >= 0
        && figure.interval().high() <= 1;
  }

  /** The value. */
  public static String value(Figure figure) {
    return number(figure.value(), isShare(figure));
  }

  /** The interval. */
  public static String interval(Figure figure) {
    return interval(figure.interval(), isShare(figure));
  }

  static String interval(Interval interval, boolean share) {
    return Double.isNaN(interval.low())
        ? "–"
        : number(interval.low(), share) + " to " + number(interval.high(), share);
  }

  static String number(double value, boolean share) {
    return Double.isNaN(value) ? "–" : share ? Figures.share(value) : Figures.compact(value, 4);
  }
}
