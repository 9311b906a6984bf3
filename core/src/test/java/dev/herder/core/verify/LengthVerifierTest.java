package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LengthVerifierTest {
  private static double score(String spec, int words) {
    return Verifiers.byName(spec).score(Prompts.with("id", 1), " w\n".repeat(words));
  }

  @Test
  void fallsInStraightLines() {
    assertEquals(0, score("length:4-10", 0));
    assertEquals(0.75, score("length:4-10", 3));
    assertEquals(1, score("length:4-10", 4));
    assertEquals(1, score("length:4-10", 10));
    assertEquals(0.9, score("length:4-10", 11), 1e-15);
    assertEquals(0, score("length:4-10", 20));
    assertEquals(0, score("length:4-10", 25));
    assertEquals(1, score("length:10", 0));
  }
}
