package dev.herder.engine.model;

import dev.herder.core.UserError;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The shape of a low-rank adapter (Hu et al. 2021): y = W x + scale B A x.
 *
 * @param rank r, rows of A and columns of B, at least 1
 * @param alpha the scale is alpha / r, or alpha / sqrt(r) with {@code rankStabilized}
 * @param targets the layers that carry an adapter
 * @param rankStabilized whether the scale is that of rsLoRA (Kalajdzievski 2023)
 */
public record LoraSpec(int rank, double alpha, Set<Projection> targets, boolean rankStabilized) {
  public LoraSpec {
    if (rank < 1) {
      throw new UserError("lora-r: " + rank + " is out of range, expected at least 1");
    }
    if (targets.isEmpty()) {
      throw new UserError(
          "lora-target-modules: empty, expected at least one of q_proj ... down_proj");
    }
    targets = Collections.unmodifiableSet(EnumSet.copyOf(targets));
  }

  /** What B A is multiplied by. */
  public double scale() {
    return rankStabilized ? alpha / Math.sqrt(rank) : alpha / rank;
  }
}
