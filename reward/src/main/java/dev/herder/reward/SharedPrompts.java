package dev.herder.reward;

import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Joins consecutive answers to one prompt, so that the prompt is computed once. */
final class SharedPrompts {
  /** What differs between the samples of a prompt. */
  private static final Set<String> OF_A_SAMPLE =
      Set.of("sample", "finish_reason", "tokens", "logprob", "score");

  private SharedPrompts() {}

  /**
   * The rows with runs of two or more demonstrations of one prompt joined into rankings, in order;
   * all other rows are the same objects.
   */
  static List<Row> merge(List<Row> rows) {
    List<Row> merged = new ArrayList<>();
    int first = 0;
    while (first < rows.size()) {
      int end = first + 1;
      while (end < rows.size() && same(rows.get(first), rows.get(end))) {
        end++;
      }
      merged.add(end - first == 1 ? rows.get(first) : joined(rows.subList(first, end)));
      first = end;
    }
    return merged;
  }

  private static boolean same(Row one, Row other) {
    return one instanceof Row.Demonstration a
        && other instanceof Row.Demonstration b
        && a.prompt().equals(b.prompt())
        && variables(a).equals(variables(b));
  }

  private static Map<String, Object> variables(Row row) {
    Map<String, Object> variables = new LinkedHashMap<>(row.variables());
    variables.keySet().removeAll(OF_A_SAMPLE);
    return variables;
  }

  private static Row joined(List<Row> rows) {
    List<Turns> answers = rows.stream().map(row -> ((Row.Demonstration) row).completion()).toList();
    Row.Demonstration first = (Row.Demonstration) rows.get(0);
    return new Row.Ranked(first.source(), first.prompt(), answers, variables(first));
  }
}
