package dev.herder.rejectionsampling;

import dev.herder.core.report.Series;
import dev.herder.core.report.html.DataTable;
import dev.herder.core.report.html.LineChart;
import dev.herder.core.report.html.LineCharts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What more answers per prompt bring, as curves and as a table. */
final class GainSections {
  /** The normal distribution's half width of a 95 % interval. */
  static final double INTERVAL = 1.96;

  private static final String AXIS = "answers per prompt";

  private GainSections() {}

  /** The score and the pass rate of the best of k, with their intervals. */
  static LineCharts curves(List<GainCurve.Point> points) {
    return new LineCharts(
        "What more answers bring",
        List.of(
            chart(
                "score of the best answer",
                points,
                GainCurve.Point::bestScore,
                GainCurve.Point::bestScoreError),
            chart(
                "prompts with an answer that passes",
                points,
                GainCurve.Point::passRate,
                GainCurve.Point::passRateError)));
  }

  private static LineChart chart(
      String title,
      List<GainCurve.Point> points,
      ToDoubleFunction<GainCurve.Point> value,
      ToDoubleFunction<GainCurve.Point> error) {
    double[] k = points.stream().mapToDouble(GainCurve.Point::k).toArray();
    List<Series> series = new ArrayList<>();
    series.add(Series.of("mean", k, points.stream().mapToDouble(value).toArray()));
    for (int side : new int[] {1, -1}) {
      double[] edge =
          points.stream()
              .mapToDouble(p -> value.applyAsDouble(p) + side * INTERVAL * error.applyAsDouble(p))
              .toArray();
      series.add(Series.of(side > 0 ? "95 % interval, upper" : "95 % interval, lower", k, edge));
    }
    return new LineChart(title, "", AXIS, series, false, false);
  }

  /** The points at 1, 2, 4, ... and the last. */
  static DataTable table(List<GainCurve.Point> points) {
    List<List<Object>> rows = new ArrayList<>();
    for (GainCurve.Point point : points) {
      if (Integer.bitCount(point.k()) == 1 || point.k() == points.size()) {
        rows.add(
            List.of(
                point.k(),
                point.bestScore(),
                INTERVAL * point.bestScoreError(),
                point.passRate(),
                INTERVAL * point.passRateError()));
      }
    }
    return new DataTable(
        "The same in numbers; \u00b1 is half a 95 % interval over prompts",
        List.of(AXIS, "score of the best", "\u00b1", "prompts that pass", "\u00b1 of these"), rows);
  }
}
