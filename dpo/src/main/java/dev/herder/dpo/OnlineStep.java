package dev.herder.dpo;

import dev.herder.core.data.Row;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pairs that were made for one step.
 *
 * @param step its number, from 1
 * @param count how many pairs it has
 * @param pairs rows of preferences, or none where they are on disk alone
 * @param references the reference's log-probabilities of each example that the rows make, in nats,
 *     as {@link Example#setReference} takes them; empty where the loss has no reference
 * @param figures what became of the step's prompts, for the metrics
 */
record OnlineStep(
    long step,
    int count,
    List<Row.Preference> pairs,
    List<double[]> references,
    Map<String, Double> figures) {
  OnlineStep {
    pairs = List.copyOf(pairs);
    references = List.copyOf(references);
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** A step with its pairs. */
  OnlineStep(
      long step,
      List<Row.Preference> pairs,
      List<double[]> references,
      Map<String, Double> figures) {
    this(step, pairs.size(), pairs, references, figures);
  }

  /** The same without what is on disk alone. */
  OnlineStep withoutPairs() {
    return new OnlineStep(step, count, List.of(), List.of(), figures);
  }
}
