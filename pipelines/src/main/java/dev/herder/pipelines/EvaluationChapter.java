package dev.herder.pipelines;

import dev.herder.core.report.html.Chapter;
import dev.herder.core.report.html.DataTable;
import dev.herder.core.report.html.IntervalChart;
import dev.herder.core.report.html.IntervalChart.Line;
import dev.herder.core.report.html.IntervalChart.Point;
import dev.herder.core.report.html.Lineage;
import dev.herder.core.report.html.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the suites say of the first model and of every round's, for people. */
final class EvaluationChapter {
  private static final String FIRST = "start";

  /** One model's figures on a suite. */
  private record Row(int round, String step, List<SuiteFigure> figures) {
    String model() {
      return round == 0 ? FIRST : "round " + round;
    }
  }

  private EvaluationChapter() {}

  /** For each suite its first figure by round, and a table of all. */
  static Chapter of(RoundResults results) {
    List<Section> parts = new ArrayList<>();
    for (String suite : results.evaluation().keySet()) {
      List<Row> rows = rows(results, suite);
      Section chart = chart(suite, rows);
      if (chart instanceof IntervalChart drawn && !drawn.lines().get(0).points().isEmpty()) {
        parts.add(chart);
      }
      parts.add(table(suite, rows));
    }
    return new Chapter("Evaluation", parts);
  }

  /** A line for each figure of each model, as Markdown; empty without suites. */
  static String markdown(RoundResults results) {
    if (results.evaluation().isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append("\n| suite | figure | model | value | difference from the start | p |\n");
    text.append("|---|---|---|---|---|---|\n");
    for (String suite : results.evaluation().keySet()) {
      for (Row row : rows(results, suite)) {
        for (SuiteFigure figure : row.figures()) {
          text.append("| ").append(suite).append(" | ").append(figure.name());
          text.append(" | ").append(row.model());
          text.append(" | ").append(figure.shown());
          text.append(" | ").append(figure.change());
          text.append(" | ").append(figure.chance()).append(" |\n");
        }
      }
    }
    text.append(
        "\nOf the model at each round's end, with 95% intervals; differences by the paired test, p"
            + " corrected by Holm for the figures of a suite.\n");
    return text.toString();
  }

  private static List<Row> rows(RoundResults results, String suite) {
    List<Row> rows = new ArrayList<>();
    rows.add(row(0, FIRST + "/", results.evaluation(), suite));
    for (RoundResults.Round round : results.rounds()) {
      rows.add(row(round.round(), "round-" + round.round() + "/", round.evaluation(), suite));
    }
    return rows;
  }

  private static Row row(int round, String at, Map<String, Object> evaluation, String suite) {
    return new Row(
        round, at + "eval-" + suite, SuiteFigure.of(evaluation.getOrDefault(suite, Map.of())));
  }

  private static IntervalChart chart(String suite, List<Row> rows) {
    List<Point> points = new ArrayList<>();
    String unit = "";
    for (Row row : rows) {
      if (!row.figures().isEmpty()) {
        SuiteFigure figure = row.figures().get(0);
        double scale = figure.share() ? 100 : 1;
        unit = figure.name() + (figure.share() ? ", %" : "");
        if (Double.isFinite(figure.value()) && Double.isFinite(figure.high() - figure.low())) {
          // At the ends of the range rounding may put a value outside of its interval by an ulp.
          double low = Math.min(figure.low(), figure.value());
          double high = Math.max(figure.high(), figure.value());
          points.add(new Point(row.round(), scale * figure.value(), scale * low, scale * high));
        }
      }
    }
    return new IntervalChart(suite, unit, "round", List.of(new Line(suite, points)));
  }

  private static DataTable table(String suite, List<Row> rows) {
    List<List<Object>> cells = new ArrayList<>();
    for (Row row : rows) {
      for (SuiteFigure figure : row.figures()) {
        cells.add(
            List.of(
                figure.name(),
                new DataTable.Link(row.model(), Lineage.anchor(row.step())),
                figure.shown(),
                figure.n(),
                figure.change(),
                figure.chance()));
      }
    }
    return new DataTable(
        suite + ": all figures",
        List.of("figure", "model", "value", "items", "difference from the start", "p (Holm)"),
        cells);
  }
}
