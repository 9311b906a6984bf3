package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.herder.pipelines.journal.Product;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ContenderTest {
  private static Contender of(String name, double mean) {
    String hash = "%064x".formatted(name.hashCode());
    return new Contender(
        new Product.Made(name, Path.of(name), hash),
        new Product.Made(
            name + "/score",
            Path.of(name),
            new TreeMap<>(Map.of("answers.jsonl", hash)),
            Map.of("mean", mean)));
  }

  @Test
  void theHigherScoreWinsAndOfEqualsTheNewer() {
    Contender old = of("old", 0.5);
    assertSame(old, old.orBetter(of("worse", 0.375)));
    Contender better = of("better", 0.625);
    assertSame(better, old.orBetter(better));
    Contender equal = of("equal", 0.5);
    assertSame(equal, old.orBetter(equal));
    assertSame(old, old.orBetter(of("old", 0.875)));
  }

  @Test
  void aPlanCannotKnowYet() {
    Contender unscored =
        new Contender(of("new", 0).model(), new Product.Pending("round-1/sft-score"));
    assertEquals(
        new Product.Pending("round-1/sft-score"), of("old", 0.5).orBetter(unscored).model());
    assertEquals(
        new Product.Pending("round-1/sft-score"), unscored.orBetter(of("next", 0.5)).model());
  }
}
