package dev.herder.dpo;

import dev.herder.core.report.Series;
import dev.herder.core.report.html.DataTable;
import dev.herder.core.report.html.LineChart;
import dev.herder.core.report.html.LineCharts;
import dev.herder.core.report.html.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the policy's own answers were scored in the course of the training. */
final class OnlineReport {
  /** Stretches of the run that the table compares. */
  private static final int STRETCHES = 8;

  private static final List<String> SCORES =
      List.of("score/mean", "score/chosen", "score/rejected");
  private static final List<String> COUNTS =
      List.of(
          "prompts/sampled",
          "prompts/paired",
          "prompts/tied",
          "prompts/gap_too_small",
          "prompts/near_duplicates",
          "prompts/too_few_answers",
          "prompts/unfit",
          "answers/truncated",
          "answers/unscored",
          "sampled_tokens");

  private final TreeMap<Long, Map<String, Double>> steps;

  OnlineReport(Map<Long, Map<String, Double>> steps) {
    this.steps = new TreeMap<>(steps);
  }

  List<Section> sections() {
    List<Series> curves = new ArrayList<>();
    for (String name : SCORES) {
      List<Long> with = steps.keySet().stream().filter(s -> of(s).containsKey(name)).toList();
      curves.add(
          Series.of(
              name.substring(name.indexOf('/') + 1),
              with.stream().mapToDouble(s -> s).toArray(),
              with.stream().mapToDouble(s -> of(s).getOrDefault(name, 0.0)).toArray()));
    }
    LineChart chart =
        LineChart.of("Scores of the policy's answers", "", curves.toArray(Series[]::new));
    return List.of(
        new LineCharts("Online pairs", List.of(chart.acrossThePage())),
        new DataTable("What became of the prompts", columns(), rows()));
  }

  private Map<String, Double> of(long step) {
    return steps.getOrDefault(step, Map.of());
  }

  private static List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("steps"));
    COUNTS.forEach(
        name -> columns.add(name.replace("prompts/", "").replace('_', ' ').replace('/', ' ')));
    columns.add("mean score");
    return columns;
  }

  private List<List<Object>> rows() {
    List<Long> all = List.copyOf(steps.keySet());
    int stretches = Math.min(STRETCHES, all.size());
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < stretches; i++) {
      List<Long> own = all.subList(all.size() * i / stretches, all.size() * (i + 1) / stretches);
      List<Object> row = new ArrayList<>();
      row.add(own.get(0) + " to " + own.get(own.size() - 1));
      COUNTS.forEach(name -> row.add((long) sum(own, name)));
      double answers = sum(own, "answers/sampled");
      double scores =
          own.stream()
              .mapToDouble(s -> figure(s, "score/mean") * figure(s, "answers/sampled"))
              .sum();
      row.add(answers == 0 ? 0.0 : scores / answers);
      rows.add(row);
    }
    return rows;
  }

  private double sum(List<Long> own, String name) {
    return own.stream().mapToDouble(step -> figure(step, name)).sum();
  }

  private double figure(long step, String name) {
    return of(step).getOrDefault(name, 0.0);
  }
}
