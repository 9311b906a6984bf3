package dev.herder.dataquality.rows;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of a step's rows.
 *
 * @param complete false if a stop was requested; then nothing was written
 * @param reused whether an earlier run had done just this, so that nothing was to do
 * @param read rows read
 * @param kept rows in {@code kept.jsonl}
 * @param dropped rows in {@code dropped.jsonl} by rule, in order of appearance
 * @param restored kept rows that a rule would have dropped, by rule
 * @param figures what else the step counted
 */
public record StepResult(
    boolean complete,
    boolean reused,
    long read,
    long kept,
    Map<String, Long> dropped,
    Map<String, Long> restored,
    Map<String, Double> figures) {
  public StepResult {
    dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
    restored = Collections.unmodifiableMap(new LinkedHashMap<>(restored));
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    long lost = dropped.values().stream().mapToLong(Long::longValue).sum();
    if (complete && kept + lost != read) {
      throw new IllegalArgumentException(
          read + " rows read, but " + kept + " kept and " + lost + " dropped");
    }
  }

  static StepResult stopped() {
    return new StepResult(false, false, 0, 0, Map.of(), Map.of(), Map.of());
  }
}
