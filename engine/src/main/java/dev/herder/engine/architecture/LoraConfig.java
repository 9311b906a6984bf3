package dev.herder.engine.architecture;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The settings of a low-rank adapter: each adapted weight W becomes W + scale · B · A.
 *
 * @param r rank, rows of A and columns of B
 * @param alpha numerator of the scale
 * @param targetModules the projections that are adapted, at least one
 * @param useRslora whether the scale is alpha / sqrt(r) rather than alpha / r
 * @param dropout share of A's inputs dropped in training, 0 to below 1
 */
public record LoraConfig(
    int r, double alpha, Set<Projection> targetModules, boolean useRslora, double dropout) {
  /** Largest rank that is read. */
  public static final int MOST_R = 1 << 16;

  public LoraConfig {
    if (r < 1 || r > MOST_R) {
      throw new IllegalArgumentException("r must be 1 to " + MOST_R + ": " + r);
    }
    if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("alpha must be positive and finite: " + alpha);
    }
    if (targetModules.isEmpty()) {
      throw new IllegalArgumentException("at least one projection must be adapted");
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout must be 0 to below 1: " + dropout);
    }
    targetModules = Collections.unmodifiableSet(EnumSet.copyOf(targetModules));
  }

  /** What the product B · A is multiplied with. */
  public double scale() {
    return alpha / (useRslora ? Math.sqrt(r) : r);
  }
}
