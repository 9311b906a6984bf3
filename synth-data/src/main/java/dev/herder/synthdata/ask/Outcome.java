package dev.herder.synthdata.ask;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a unit.
 *
 * @param drafts rows, in order
 * @param wanted how many rows there should have been
 * @param failures what did not become a row, counted by reason
 */
public record Outcome(List<Draft> drafts, int wanted, Map<String, Integer> failures) {
  public Outcome {
    drafts = List.copyOf(drafts);
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }

  /** Collects an outcome step by step; used by one unit alone. */
  public static final class Builder {
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<String, Integer> failures = new LinkedHashMap<>();

    /** Adds a row. */
    public void add(Draft draft) {
      drafts.add(draft);
    }

    /** Counts a failure. */
    public void fail(String reason) {
      failures.merge(reason, 1, Integer::sum);
    }

    /** Counts failures. */
    public void fail(Map<String, Integer> reasons) {
      reasons.forEach((reason, count) -> failures.merge(reason, count, Integer::sum));
    }

    /** The rows so far. */
    public List<Draft> drafts() {
      return List.copyOf(drafts);
    }

    /** The end. */
    public Step done(int wanted) {
      return new Step.Done(new Outcome(drafts, wanted, failures));
    }
  }
}
