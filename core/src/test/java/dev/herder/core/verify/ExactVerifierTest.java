package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExactVerifierTest {
  private static double score(String completion, String answer) {
    return Verifiers.byName("exact").score(Prompts.with("answer", answer), completion);
  }

  @Test
  void ignoresCaseSpaceCompositionAndTheFullStop() {
    assertEquals(1, score("  New \n York. ", "new york"));
    assertEquals(1, score("Cafe\u0301", "CAF\u00c9"));
    assertEquals(1, score("a\u00a0b", "A b"));
  }

  @Test
  void everythingElseCounts() {
    assertEquals(0, score("New York!", "new york"));
    assertEquals(0, score("York", "New York"));
    assertEquals(0, score("", "." + "."));
  }
}
