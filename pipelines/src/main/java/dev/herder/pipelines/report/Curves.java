package dev.herder.pipelines.report;

import dev.herder.core.report.MetricTable;
import dev.herder.core.report.Series;
import dev.herder.core.report.html.Chapter;
import dev.herder.core.report.html.LineChart;
import dev.herder.core.report.html.LineCharts;
import dev.herder.core.report.html.Section;
import dev.herder.pipelines.journal.Trail.Passed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The curves of every training: one chart for each metric, with a line for each round. */
final class Curves {
  /** What every training shows first. */
  private static final List<String> FIRST = List.of("loss", "eval_loss", "grad_norm");

  /** Counters and the machine's speed, which the table of cost has. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "num_tokens",
          "epoch",
          "seconds",
          "step_seconds",
          "tokens_per_second",
          "mfu",
          "memory_mib",
          "peak_rss_mib");

  private Curves() {}

  /** A part for each kind of training, for example all rounds' {@code sft}. */
  static Chapter of(String title, List<Passed> steps) throws IOException {
    Map<String, Map<String, List<Series>>> kinds = new LinkedHashMap<>();
    for (Passed passed : steps) {
      MetricTable metrics = StepFiles.metrics(passed).orElse(MetricTable.empty());
      for (String name : metrics.names()) {
        if (!LEFT_OUT.contains(name)) {
          kinds
              .computeIfAbsent(passed.kind(), key -> new LinkedHashMap<>())
              .computeIfAbsent(name, key -> new ArrayList<>())
              .add(metrics.series(name).orElseThrow().named(passed.round()));
        }
      }
    }
    List<Section> parts = new ArrayList<>();
    kinds.forEach((kind, metrics) -> parts.add(new LineCharts(kind, charts(metrics))));
    return new Chapter(title, parts);
  }

  private static List<LineChart> charts(Map<String, List<Series>> metrics) {
    List<LineChart> charts = new ArrayList<>();
    for (String name : FIRST) {
      if (metrics.containsKey(name)) {
        LineChart chart = chart(name, metrics.getOrDefault(name, List.of()));
        charts.add(name.equals("loss") ? chart.acrossThePage() : chart);
      }
    }
    metrics.forEach(
        (name, series) -> {
          if (!FIRST.contains(name)) {
            charts.add(chart(name, series));
          }
        });
    return charts;
  }

  private static LineChart chart(String name, List<Series> rounds) {
    return LineChart.of(name, "", rounds.toArray(new Series[0]));
  }
}
