package dev.herder.pipelines.report;

import dev.herder.core.report.Series;
import dev.herder.core.report.html.Chapter;
import dev.herder.core.report.html.HistogramChart;
import dev.herder.core.report.html.Histograms;
import dev.herder.core.report.html.LineChart;
import dev.herder.core.report.html.LineCharts;
import dev.herder.core.report.html.Section;
import dev.herder.pipelines.journal.Trail.Passed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What answers were worth: their scores by round, and what more answers to a prompt bring. */
final class Rewards {
  private static final String SCORE = "score";

  private Rewards() {}

  /**
   * A histogram for each kind of step whose rows have scores, with every round in it, and the gain
   * of K answers over one.
   */
  static Chapter of(String title, List<Passed> steps) throws IOException {
    Map<String, Map<String, double[]>> kinds = new LinkedHashMap<>();
    List<Series> gain = new ArrayList<>();
    List<Series> pass = new ArrayList<>();
    for (Passed passed : steps) {
      double[] scores = StepFiles.column(passed, SCORE);
      if (scores.length > 0) {
        kinds
            .computeIfAbsent(passed.kind(), key -> new LinkedHashMap<>())
            .put(passed.round(), scores);
      }
      if (passed.product().summary().get("gain") instanceof List<?> points && !points.isEmpty()) {
        gain.add(series(passed.round(), points, "bestScore"));
        pass.add(series(passed.round(), points, "passRate"));
      }
    }
    List<HistogramChart> charts = new ArrayList<>();
    kinds.forEach((kind, rounds) -> charts.add(HistogramChart.of(kind, SCORE, rounds)));
    List<Section> parts = new ArrayList<>();
    if (!charts.isEmpty()) {
      parts.add(new Histograms("", charts));
    }
    if (!gain.isEmpty()) {
      parts.add(
          new LineCharts(
              "What more answers bring",
              List.of(
                  chart("score of the best of K answers", gain),
                  chart("prompts with an answer that passes", pass))));
    }
    return new Chapter(title, parts);
  }

  private static LineChart chart(String title, List<Series> rounds) {
    return new LineChart(title, "", "answers per prompt", rounds, false, false);
  }

  private static Series series(String round, List<?> points, String key) {
    double[] k = new double[points.size()];
    double[] value = new double[points.size()];
    for (int i = 0; i < k.length; i++) {
      k[i] = number(points.get(i), "k", i + 1);
      value[i] = number(points.get(i), key, Double.NaN);
    }
    return Series.of(round, k, value);
  }

  private static double number(Object point, String key, double otherwise) {
    return point instanceof Map<?, ?> map && map.get(key) instanceof Number number
        ? number.doubleValue()
        : otherwise;
  }
}
