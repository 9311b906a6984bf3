package dev.herder.core.report.html;

import dev.herder.core.report.MetricTable;
import dev.herder.core.report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Groups a run's metrics into charts.
 *
 * <p>A metric {@code eval_NAME} shares the chart of {@code NAME}. Metrics {@code GROUP/NAME} share
 * a chart per group, except accuracies, whose scale is their own.
 */
final class TrainingCurves {
  private static final String EVAL = "eval_";

  /** In the order shown: the name, the chart's heading, the unit. */
  private static final List<List<String>> MAIN =
      List.of(
          List.of("loss", "Loss", ""),
          List.of("grad_norm", "Gradient norm", ""),
          List.of("learning_rate", "Learning rate", ""));

  private static final List<List<String>> SPEED =
      List.of(
          List.of("tokens_per_second", "Throughput", "tokens per second"),
          List.of("mfu", "Model FLOPs utilisation", "fraction of peak"),
          List.of("memory_mib", "Memory", "GiB"),
          List.of("peak_rss_mib", "Peak memory", "GiB"));

  /** Counters, which only ever climb. */
  private static final Set<String> LEFT_OUT = Set.of("num_tokens", "epoch", "seconds");

  private final MetricTable metrics;
  private final Set<String> waiting;

  private TrainingCurves(MetricTable metrics) {
    this.metrics = metrics;
    this.waiting = new LinkedHashSet<>(metrics.names());
    waiting.removeAll(LEFT_OUT);
  }

  static List<Section> sections(MetricTable metrics) {
    TrainingCurves curves = new TrainingCurves(metrics);
    List<LineChart> main = curves.take(MAIN);
    List<LineChart> speed = curves.take(SPEED);
    List<LineChart> others = curves.single();
    Map<String, List<LineChart>> groups = curves.groups();
    List<Section> sections = new ArrayList<>();
    add(sections, "Training", main);
    groups.forEach((group, charts) -> add(sections, heading(group), charts));
    add(sections, "Other metrics", others);
    add(sections, "Speed and memory", speed);
    return sections;
  }

  private static void add(List<Section> sections, String title, List<LineChart> charts) {
    if (!charts.isEmpty()) {
      sections.add(new LineCharts(title, charts));
    }
  }

  private List<LineChart> take(List<List<String>> wanted) {
    List<LineChart> charts = new ArrayList<>();
    for (List<String> each : wanted) {
      List<Series> series = takeBoth(each.get(0));
      if (!series.isEmpty()) {
        LineChart chart = LineChart.of(each.get(1), each.get(2), series.toArray(new Series[0]));
        charts.add(each.get(0).equals("loss") ? chart.acrossThePage() : chart);
      }
    }
    return charts;
  }

  /** A metric and its counterpart of the evaluation, where they are and still wait. */
  private List<Series> takeBoth(String name) {
    List<Series> series = new ArrayList<>();
    for (String each : List.of(name, EVAL + name)) {
      if (waiting.remove(each)) {
        Series raw = metrics.series(each).orElseThrow();
        series.add(each.endsWith("_mib") ? raw.scaled(1 / 1024.0) : raw);
      }
    }
    return series;
  }

  private List<LineChart> single() {
    List<LineChart> charts = new ArrayList<>();
    for (String name : List.copyOf(waiting)) {
      if (name.indexOf('/') < 0) {
        String trained = trained(name);
        List<Series> series = takeBoth(trained);
        if (!series.isEmpty()) {
          charts.add(LineChart.of(trained, "", series.toArray(new Series[0])));
        }
      }
    }
    return charts;
  }

  private Map<String, List<LineChart>> groups() {
    Map<String, List<Series>> shared = new LinkedHashMap<>();
    Map<String, List<LineChart>> charts = new LinkedHashMap<>();
    for (String name : List.copyOf(waiting)) {
      String trained = trained(name);
      List<Series> series = takeBoth(trained);
      if (series.isEmpty()) {
        continue;
      }
      String group = trained.substring(0, trained.indexOf('/'));
      List<LineChart> own = charts.computeIfAbsent(group, key -> new ArrayList<>());
      List<Series> together = shared.computeIfAbsent(group, key -> new ArrayList<>());
      if (trained.contains("accurac")) {
        own.add(LineChart.of(trained, "", series.toArray(new Series[0])));
      } else {
        together.addAll(series);
      }
    }
    shared.forEach(
        (group, series) -> {
          if (!series.isEmpty()) {
            charts
                .getOrDefault(group, new ArrayList<>())
                .add(0, LineChart.of(group, "", series.toArray(new Series[0])));
          }
        });
    return charts;
  }

  private static String heading(String group) {
    return group.isEmpty()
        ? ""
        : group.substring(0, 1).toUpperCase(Locale.ROOT) + group.substring(1);
  }

  private static String trained(String name) {
    return name.startsWith(EVAL) ? name.substring(EVAL.length()) : name;
  }
}
