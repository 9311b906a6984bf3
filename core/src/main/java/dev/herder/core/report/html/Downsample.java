package dev.herder.core.report.html;

import dev.herder.core.report.Series;
import java.util.Arrays;

/** Thins a series for drawing without losing its peaks. */
final class Downsample {
  private Downsample() {}

  /**
   * The least and the greatest value of each of some equal stretches of x, and the two end points.
   *
   * <p>A series of no more points than that stays as it is. Gaps narrower than a stretch vanish.
   */
  static Series extremes(Series series, int stretches) {
    if (series.size() <= 2 * stretches) {
      return series;
    }
    Points kept = new Points(2 * stretches + 2);
    int from = 0;
    while (from < series.size()) {
      int to = end(series, from, stretches);
      int least = from;
      int most = from;
      for (int i = from; i < to; i++) {
        // Negated so that a comparison with a gap lets the finite value in.
        least = !(series.y(i) >= series.y(least)) && finite(series, i) ? i : least;
        most = !(series.y(i) <= series.y(most)) && finite(series, i) ? i : most;
      }
      if (from == 0) {
        kept.add(series, 0);
      }
      kept.add(series, Math.min(least, most));
      kept.add(series, Math.max(least, most));
      from = to;
    }
    kept.add(series, series.size() - 1);
    return kept.toSeries(series.name());
  }

  /** The mean of each stretch at its middle x, with gaps where nothing is finite. */
  static Series means(Series series, int stretches) {
    double[] x = new double[stretches + 1];
    double[] y = new double[stretches + 1];
    int count = 0;
    int from = 0;
    while (from < series.size()) {
      int to = end(series, from, stretches);
      double sum = 0;
      int n = 0;
      for (int i = from; i < to; i++) {
        if (finite(series, i)) {
          sum += series.y(i);
          n++;
        }
      }
      x[count] = series.x(from) + (series.x(to - 1) - series.x(from)) / 2;
      y[count++] = sum / n;
      from = to;
    }
    return Series.of(series.name(), Arrays.copyOf(x, count), Arrays.copyOf(y, count));
  }

  private static boolean finite(Series series, int i) {
    return Double.isFinite(series.y(i));
  }

  /** The index behind the last point of the stretch that a point lies in. */
  private static int end(Series series, int from, int stretches) {
    int stretch = stretch(series, from, stretches);
    int to = from + 1;
    while (to < series.size() && stretch(series, to, stretches) == stretch) {
      to++;
    }
    return to;
  }

  private static int stretch(Series series, int i, int stretches) {
    double first = series.x(0);
    double range = series.x(series.size() - 1) - first;
    return range > 0 ? (int) Math.min(stretches - 1, (series.x(i) - first) / range * stretches) : 0;
  }

  /** Collects points, each once. */
  private static final class Points {
    private final double[] x;
    private final double[] y;
    private int size;
    private int last = -1;

    Points(int most) {
      x = new double[most];
      y = new double[most];
    }

    void add(Series series, int i) {
      if (i > last) {
        x[size] = series.x(i);
        y[size++] = series.y(i);
        last = i;
      }
    }

    Series toSeries(String name) {
      return Series.of(name, Arrays.copyOf(x, size), Arrays.copyOf(y, size));
    }
  }
}
