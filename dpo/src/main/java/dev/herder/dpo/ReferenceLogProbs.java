package dev.herder.dpo;

import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.lm.CausalLm;
import java.util.ArrayList;
import java.util.List;

/** The reference's log-probabilities, computed once for each pair. */
final class ReferenceLogProbs {
  private final CausalLm model;

  private ReferenceLogProbs(CausalLm model) {
    this.model = model;
  }

  /** Those of a model as it is now. A new adapter on it is switched off meanwhile. */
  static ReferenceLogProbs of(CausalLm model) {
    return new ReferenceLogProbs(model);
  }

  /** The pairs with the reference's log-probabilities, in their order. */
  List<DpoObjective.Referenced> of(List<Pair> pairs) {
    model.network().useAdapter(false);
    try {
      List<DpoObjective.Referenced> all = new ArrayList<>();
      List<Pair> part = new ArrayList<>();
      int tokens = 0;
      for (Pair pair : pairs) {
        int more = DpoObjective.tokens(pair);
        if (!part.isEmpty() && tokens + more > model.session().compute().microBatchTokens()) {
          score(part, all);
          part.clear();
          tokens = 0;
        }
        part.add(pair);
        tokens += more;
      }
      if (!part.isEmpty()) {
        score(part, all);
      }
      return all;
    } finally {
      model.network().useAdapter(true);
    }
  }

  private void score(List<Pair> part, List<DpoObjective.Referenced> into) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    part.forEach(pair -> DpoObjective.pack(pair, builder));
    PackedBatch batch = builder.build();
    float[] logProbs = model.network().logProbs(batch).logProbs();
    for (int i = 0; i < part.size(); i++) {
      Pair pair = part.get(i);
      into.add(
          new DpoObjective.Referenced(
              pair,
              pair.chosen().sum(logProbs, batch.firstTarget(3 * i + 1)),
              pair.rejected().sum(logProbs, batch.firstTarget(3 * i + 2))));
    }
  }
}
