package dev.herder.dpo;

import dev.herder.dpo.loss.ExampleLogProbs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The log-probabilities of some examples when they were last computed, for the report. */
final class LastSeen {
  private final IdentityHashMap<Example, ExampleLogProbs> last = new IdentityHashMap<>();

  private final Set<Example> watched = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Notes those of these examples alone. */
  LastSeen(List<Example> watched) {
    this.watched.addAll(watched);
  }

  void note(List<Example> examples, List<ExampleLogProbs> seen) {
    for (int i = 0; i < seen.size(); i++) {
      if (watched.contains(examples.get(i))) {
        last.put(examples.get(i), seen.get(i));
      }
    }
  }

  /** Those of some examples that were computed at all. */
  List<ExampleLogProbs> of(List<Example> examples) {
    List<ExampleLogProbs> seen = new ArrayList<>();
    for (Example example : examples) {
      ExampleLogProbs own = last.get(example);
      if (own != null) {
        seen.add(own);
      }
    }
    return seen;
  }
}
