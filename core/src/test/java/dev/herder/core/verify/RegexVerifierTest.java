package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RegexVerifierTest {
  @Test
  void findsTheParameter() {
    Verifier verifier = Verifiers.byName("regex:^a:b+$");
    assertEquals(1, verifier.score(Prompts.with("id", 1), "a:bb"));
    assertEquals(0, verifier.score(Prompts.with("id", 1), "xa:bb"));
    assertEquals("regex:^a:b+$", verifier.name());
  }

  @Test
  void findsTheRowsOwnPattern() {
    Verifier verifier = Verifiers.byName("regex");
    assertEquals(1, verifier.score(Prompts.with("pattern", "c+d"), "accd"));
    assertEquals(0, verifier.score(Prompts.with("pattern", "c+d"), "acce"));
  }

  @Test
  void stopsCatastrophicBacktracking() {
    String error =
        Refusal.of(
            () ->
                Verifiers.byName("regex:(a|aa)+\\1c")
                    .score(Prompts.with("id", 1), "a".repeat(60) + "b"));
    assertTrue(error.startsWith("prompts.jsonl:7: the pattern"), error);
  }

  @Test
  void reportsRecursionThatIsTooDeep() {
    String error =
        Refusal.of(
            () ->
                Verifiers.byName("regex:^(a|b)*$")
                    .score(Prompts.with("id", 1), "ab".repeat(500_000)));
    assertTrue(error.contains("backtracks too much"), error);
  }

  @Test
  void placesASyntaxError() {
    String given = Refusal.of(() -> Verifiers.byName("regex:a(b"));
    assertTrue(given.startsWith("verifier regex:a(b: not a regular expression"));
    String row =
        Refusal.of(() -> Verifiers.byName("regex").score(Prompts.with("pattern", "[z"), "z"));
    assertTrue(row.startsWith("prompts.jsonl:7: key 'pattern'"), row);
  }
}
