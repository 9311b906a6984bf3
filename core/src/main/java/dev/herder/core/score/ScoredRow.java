package dev.herder.core.score;

import dev.herder.core.data.Row;
import dev.herder.core.data.RowJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A row with its scores as JSON that reads back as the same kind of row. */
final class ScoredRow {
  /** The order of the keys that sampling writes, which a reader of samples relies on. */
  private static final List<String> SAMPLE =
      List.of("prompt", "sample", "completion", "finish_reason", "tokens", "logprob");

  private ScoredRow() {}

  /**
   * The row with its score under a key of that name; chosen and rejected score for a preference, a
   * score in each of the responses for a ranking.
   */
  static Map<String, Object> of(Row row, double[] scores) {
    Map<String, Object> json = new LinkedHashMap<>(RowJson.toMap(row));
    if (row instanceof Row.Preference) {
      json.put("chosen_score", scores[0]);
      json.put("rejected_score", scores[1]);
      return json;
    }
    if (row instanceof Row.Ranked && json.get("responses") instanceof List<?> responses) {
      json.put("responses", scored(responses, scores));
      return json;
    }
    json.remove("score");
    Map<String, Object> ordered = new LinkedHashMap<>();
    if (row instanceof Row.Demonstration sample && json.keySet().containsAll(SAMPLE)) {
      // Sampling writes an answer as text, also where its prompt is a chat.
      json.put("completion", VerifiedRows.text(sample.completion()));
      SAMPLE.forEach(key -> ordered.put(key, json.remove(key)));
    } else {
      ordered.putAll(json);
      json.clear();
    }
    ordered.put("score", scores[0]);
    ordered.putAll(json);
    return ordered;
  }

  private static List<Object> scored(List<?> responses, double[] scores) {
    List<Object> result = new ArrayList<>();
    for (int i = 0; i < responses.size(); i++) {
      Map<String, Object> response = new LinkedHashMap<>();
      ((Map<?, ?>) responses.get(i)).forEach((key, value) -> response.put((String) key, value));
      response.put("score", scores[i]);
      result.add(response);
    }
    return result;
  }
}
