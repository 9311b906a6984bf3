package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Scorer;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifiersTest {
  /** Found through META-INF/services. */
  public static final class WordCount implements Verifier {
    @Override
    public String name() {
      return "word-count";
    }

    @Override
    public double score(Row.Prompt prompt, String completion) {
      return completion.equals("nan") ? Double.NaN : completion.split(" ", -1).length;
    }
  }

  @Test
  void listsWhatIsKnown() {
    String error = Refusal.of(() -> Verifiers.byName("gsm8"));
    assertTrue(
        error.contains(
            "'gsm8' is not known, expected one of code, exact, gsm8k, ifeval, json-schema, length, math, regex,"),
        error);
  }

  @Test
  void refusesParametersThatMeanNothing() {
    assertTrue(
        Refusal.of(() -> Verifiers.byName("gsm8k:loose"))
            .contains("expected gsm8k or gsm8k:strict"));
    assertTrue(Refusal.of(() -> Verifiers.byName("exact:x")).contains("expected exact"));
    assertTrue(Refusal.of(() -> Verifiers.byName("word-count:3")).contains("takes no parameter"));
  }

  @Test
  void scoresInTheOrderOfTheAnswers() {
    Scorer scorer = Verifiers.scorer("word-count");
    assertEquals("verifier:word-count", scorer.id());
    assertEquals(
        List.of(2.0, 1.0, 3.0),
        scorer.score(List.of(answer(0, "a b"), answer(1, "c"), answer(2, "d e f"))));
  }

  @Test
  void refusesAScoreThatIsNoNumber() {
    String error =
        Refusal.of(() -> Verifiers.scorer("word-count").score(List.of(answer(4, "nan"))));
    assertTrue(error.startsWith("prompts.jsonl:7: verifier 'word-count' scored sample 4"), error);
  }

  private static Completion answer(int sample, String text) {
    return new Completion(Prompts.with("id", 1), sample, text, FinishReason.STOP, 5, -1.5);
  }
}
