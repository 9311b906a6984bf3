package dev.herder.pipelines;

import dev.herder.pipelines.journal.Product;
import java.util.Map;
import java.util.Objects;

/**
 * A model with its held-out score.
 *
 * @param score the product of the step that scored it
 */
record Contender(Product model, Product score) {
  /** The better of this and a newer one; of equals the newer, which has learned more. */
  Contender orBetter(Contender newer) {
    if (newer.model.equals(model)) {
      return this;
    }
    if (score instanceof Product.Made old && newer.score instanceof Product.Made fresh) {
      return mean(fresh) >= mean(old) ? newer : this;
    }
    String name = newer.score instanceof Product.Pending ? newer.score.name() : score.name();
    return new Contender(new Product.Pending(name), new Product.Pending(name));
  }

  private static double mean(Product.Made score) {
    Map<String, Object> summary = score.summary();
    return ((Number) Objects.requireNonNull(summary.get("mean"))).doubleValue();
  }
}
