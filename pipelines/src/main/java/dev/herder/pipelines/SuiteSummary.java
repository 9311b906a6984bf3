package dev.herder.pipelines;

import dev.herder.core.UserError;
import dev.herder.eval.Figure;
import dev.herder.eval.compare.Comparison;
import dev.herder.eval.report.Evaluation;
import dev.herder.eval.report.Shown;
import dev.herder.eval.stats.Correction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the journal keeps of an evaluation: every figure with its interval, and how it differs from
 * that of the first model on the same items.
 */
final class SuiteSummary {
  private SuiteSummary() {}

  /**
   * The summary: {@code items}; {@code figures}, each with {@code name}, {@code n}, {@code share},
   * {@code value}, {@code low} and {@code high}, and, against the first model, {@code difference}
   * with {@code difference-low} and {@code difference-high}, {@code p}, {@code p-corrected} and
   * {@code detectable}; {@code notes}. Numbers that are none are left out.
   *
   * @param start the first model's; null: this is it
   */
  static Map<String, Object> of(Evaluation evaluation, @Nullable Evaluation start) {
    List<String> notes = new ArrayList<>(evaluation.result().notes());
    Map<String, Comparison.Row> compared = new HashMap<>();
    if (start != null) {
      try {
        Comparison.of(start, evaluation, Correction.HOLM, false)
            .rows()
            .forEach(row -> compared.put(row.name(), row));
      } catch (UserError e) {
        // Without a common item there is nothing to test; the figures stand for themselves.
        notes.add("not compared with the first model: " + e.getMessage());
      }
    }
    List<Map<String, Object>> figures = new ArrayList<>();
    for (Figure figure : evaluation.result().figures()) {
      figures.add(figure(figure, compared.get(figure.name())));
    }
    Map<String, Object> summary = new TreeMap<>();
    summary.put("items", evaluation.result().items().size());
    summary.put("figures", figures);
    summary.put("notes", notes);
    return summary;
  }

  private static Map<String, Object> figure(Figure figure, Comparison.@Nullable Row row) {
    Map<String, Object> json = new TreeMap<>();
    json.put("name", figure.name());
    json.put("n", figure.n());
    json.put("share", Shown.isShare(figure));
    put(json, "value", figure.value());
    put(json, "low", figure.interval().low());
    put(json, "high", figure.interval().high());
    if (row != null) {
      put(json, "difference", row.difference());
      put(json, "difference-low", row.interval().low());
      put(json, "difference-high", row.interval().high());
      put(json, "p", row.p());
      put(json, "p-corrected", row.corrected());
      put(json, "detectable", row.detectable());
    }
    return json;
  }

  private static void put(Map<String, Object> json, String key, double value) {
    if (Double.isFinite(value)) {
      json.put(key, value);
    }
  }
}
