package dev.herder.pipelines;

import dev.herder.pipelines.journal.Product;
import java.util.Objects;

/**
 * A model with its held-out score.
 *
 * @param score the product of the step that scored it
 */
record Contender(Product model, Product score) {
  /** The mean held-out score, which must be known. */
  double mean() {
    return ((Number) Objects.requireNonNull(score.made().summary().get("mean"))).doubleValue();
  }
}
