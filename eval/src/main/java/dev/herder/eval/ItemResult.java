package dev.herder.eval;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of one item of a suite.
 *
 * @param id tells the item from the others of the suite, the same for every model; comparisons pair
 *     items by it
 * @param tags the categories that the item belongs to, if any
 * @param measures what was measured, for example {@code prompt_strict} as 0 or 1, counts or
 *     log-probabilities; finite. Figures are made of these alone
 * @param asked the prompt, for people
 * @param answered the answers, or what stood to choose from; empty if nothing was written
 * @param reasons why it is not better, for people
 */
public record ItemResult(
    String id,
    List<String> tags,
    Map<String, Double> measures,
    String asked,
    List<String> answered,
    List<String> reasons) {
  public ItemResult {
    tags = List.copyOf(tags);
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    answered = List.copyOf(answered);
    reasons = List.copyOf(reasons);
    measures.forEach(
        (name, value) -> {
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("item " + id + ": " + name + " is " + value);
          }
        });
  }

  /** Whether something was measured. */
  public boolean has(String measure) {
    return measures.containsKey(measure);
  }

  /**
   * A measure.
   *
   * @throws IllegalArgumentException if it was not measured
   */
  public double measure(String name) {
    Double value = measures.get(name);
    if (value == null) {
      throw new IllegalArgumentException("item " + id + " has no measure " + name);
    }
    return value;
  }
}
