package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Gsm8kVerifierTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "48+24 = 72 clips.\\n#### 72 | 72",
        "#### 1,145 | 1145",
        "#### $1,145.50 | 1145.5",
        "#### 18 dollars | 18",
        "#### 18. | 18",
        "#### -5 | -5",
        "#### −6 | -6",
        "#### -$7 | -7",
        "#### $-8 | -8",
        "#### .5 | 0.5",
        "#### 12.50 | 12.5",
        "#### 3/4 | 0.75",
        "#### 1/3 | 2/6",
        "#### 50% | 50",
        "#### 50% | 0.5",
        "#### 0.25 | 25%",
        "#### 12 \\% | 12%",
        "#### 1 #### 31 | 31",
        "####32 | 32",
        "#### x = 33 | 33",
        "#### 10-4 | 10",
        "#### \\boxed{34} | 34",
        "#### 12,34,567 | 1234567",
        "#### 1000000000000000000000000000001 | 1000000000000000000000000000001",
      })
  void acceptsTheNumberHoweverItIsWritten(String completion, String answer) {
    assertEquals(1, score("gsm8k:strict", completion, answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#### 71 | 72",
        "#### 72 #### 70 | 72",
        "#### 5 | -5",
        "#### 7.2 | 72",
        "#### 1145 | 1,146",
        "#### 1000000000000000000000000000001 | 1000000000000000000000000000002",
        "#### 5% | 50%",
        "it is 72 | 72",
        "#### none | 72",
      })
  void refusesAnotherNumberAndNone(String completion, String answer) {
    assertEquals(0, score("gsm8k:strict", completion, answer));
  }

  @Test
  void fallsBackToTheLastNumber() {
    assertEquals(1, score("gsm8k", "First 3, then 10-4=6.", "6"));
    assertEquals(1, score("gsm8k", "First 3, then 7 #### done", "7"));
    assertEquals(0, score("gsm8k", "First 8, then 9", "8"));
    assertEquals(0, score("gsm8k", "#### 4, not 5", "5"));
    assertEquals(0, score("gsm8k", "no idea", "5"));
  }

  @Test
  void readsTheAnswerAsNumberTextOrWorkedSolution() {
    assertEquals(1, score("gsm8k", "#### 72", 72));
    assertEquals(1, score("gsm8k", "#### 72", 72.0));
    assertEquals(1, score("gsm8k", "#### 73", "10 + 63 = 73\n#### 73"));
    assertEquals(0, score("gsm8k", "#### 10", "10 + 63 = 73\n#### 73"));
  }

  @Test
  void namesTheRowWhoseAnswerIsMissing() {
    String error =
        Refusal.of(
            () -> Verifiers.byName("gsm8k").score(Prompts.with("solution", "72"), "#### 72"));
    assertTrue(error.startsWith("prompts.jsonl:7: key 'answer'"), error);
  }

  @Test
  void namesTheRowWhoseAnswerIsNoNumber() {
    for (Object wrong : List.of("seventy", List.of(1), true, Double.NaN)) {
      String error = Refusal.of(() -> score("gsm8k", "#### 72", wrong));
      assertTrue(error.startsWith("prompts.jsonl:7: key 'answer'"), error);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", ",", "1,222", "-", "$", ".", "/", "#### ", "9%"})
  void survivesLongText(String piece) {
    assertEquals(0, score("gsm8k", piece.repeat(200_000 / piece.length()), "-0.123"));
  }

  private static double score(String spec, String completion, Object answer) {
    return Verifiers.byName(spec)
        .score(Prompts.with("answer", answer), completion.replace("\\n", "\n"));
  }
}
