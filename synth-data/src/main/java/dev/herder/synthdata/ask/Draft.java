package dev.herder.synthdata.ask;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row that was made, with the verdict on it if there is one.
 *
 * @param row keys and values that make it a row: {@code messages}, or {@code prompt} and {@code
 *     completion}; and what else goes into the file with it
 * @param attempt the attempt whose seed made it
 * @param kind what kind of row of its generator it is, such as {@code unanswerable}
 * @param source the text that a judge sees beside it; empty if there is none
 * @param key what makes it a duplicate of another: rows with equal keys are one
 * @param verdict what a judge said, with at least {@code id} and {@code accepted}; empty if nobody
 *     was asked
 */
public record Draft(
    Map<String, Object> row,
    int attempt,
    String kind,
    String source,
    String key,
    Map<String, Object> verdict) {
  public Draft {
    row = Collections.unmodifiableMap(new LinkedHashMap<>(row));
    verdict = Collections.unmodifiableMap(new LinkedHashMap<>(verdict));
  }

  /** A row that nobody judged. */
  public Draft(Map<String, Object> row, int attempt, String kind, String source, String key) {
    this(row, attempt, kind, source, key, Map.of());
  }

  /** The same row with a verdict. */
  public Draft judged(Map<String, Object> given) {
    return new Draft(row, attempt, kind, source, key, given);
  }
}
