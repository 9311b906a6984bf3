package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import java.util.ArrayList;
import java.util.List;
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

  /** An answer decides how long a search takes, and one answer must not end a whole run. */
  @Test
  void catastrophicBacktrackingIsAFailureThatSaysSo() {
    Verifier verifier = Verifiers.byName("regex:(a|aa)+\\1c");
    Judgement judgement = verifier.judge(Prompts.with("id", 1), "a".repeat(60) + "b");
    assertEquals(0, judgement.score());
    assertTrue(judgement.cutShort());
    String reason = judgement.reasons().get(0);
    assertTrue(reason.startsWith("the pattern '(a|aa)+\\1c' backtracks too much"), reason);
  }

  @Test
  void recursionThatIsTooDeepIsAFailureThatSaysSo() {
    Verifier verifier = Verifiers.byName("1*regex:^(a|b)*$");
    Judgement judgement = verifier.judge(Prompts.with("id", 1), "ab".repeat(500_000));
    assertEquals(0, judgement.score());
    assertTrue(judgement.cutShort());
    assertFalse(verifier.judge(Prompts.with("id", 1), "ab").cutShort());
  }

  @Test
  void theScorerCountsWhatWasCutShort() {
    VerifierScorer scorer = Verifiers.scorer("regex:(a|aa)+\\1c");
    List<Completion> answers = new ArrayList<>();
    for (String text : List.of("aac", "a".repeat(60) + "b", "b")) {
      answers.add(
          new Completion(Prompts.with("id", 1), answers.size(), text, FinishReason.STOP, 1, 0));
    }
    assertEquals(List.of(1.0, 0.0, 0.0), scorer.score(answers));
    assertEquals(1, scorer.cutShort());
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
