package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MathVerifierTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3/4 | So \\boxed{\\frac{3}{4}}.",
        "3/4 | \\boxed{1} no, \\boxed{\\dfrac34} it is",
        "0.75 | The answer is 75%",
        "75 | #### 75\\%",
        "\\frac{1}{2} | \\boxed{0.5}",
        "1145 | The total is $1,145.00.",
        "-2 | so x = \\boxed{-2}",
        "-2 | \\boxed{\u22122}",
        "1.5 | \\boxed{1\\frac{1}{2}}",
        "1500 | \\boxed{1.5 \\times 10^{3}}",
        "30 | \\boxed{30^\\circ}",
        "12 | \\boxed{12\\text{ sheep}} #### 13",
        "x+1 | \\boxed{x + 1}",
        "(1,2) | \\boxed{\\left( 1,\\, 2 \\right)}",
        "We get #### 42 | 40 and then 42",
        "\\boxed{7} | Answer is: 7 sheep",
        "0.333333 | \\boxed{1/3}",
        "7 | \\boxed{7} and \\boxed{8",
        "yes | \\boxed{\\text{yes}}",
      })
  void right(String answer, String completion) {
    assertEquals(1, score("math", answer, completion), completion);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3/4 | \\boxed{\\frac{4}{3}}",
        "75 | 76",
        "7 | \\boxed{8",
        "2 | -2",
        "0.33 | \\boxed{1/3}",
        "50% | 5000",
        "x+1 | \\boxed{x+2}",
        "5 | \\boxed{x}",
        "0 | \\boxed{1/0}",
        "4 | ` `",
        "1234 | 1,2,3,4",
      })
  void wrong(String answer, String completion) {
    assertEquals(0, score("math", answer, completion), completion);
  }

  private static double score(String verifier, String answer, String completion) {
    return Verifiers.byName(verifier).score(Prompts.with("answer", answer), completion);
  }

  @Test
  void theToleranceIsRelativeAboveOne() {
    assertEquals(1, score("math:0.01", "200", "202"));
    assertEquals(0, score("math:0.01", "200", "202.1"));
    assertEquals(1, score("math:0.01", "0.5", "0.509"));
    assertEquals(1, score("math:0", "0.5", "1/2"));
    assertEquals("math:0.01", Verifiers.byName("math:0.01").name());
    assertEquals("math", Verifiers.byName("math").name());
  }

  @Test
  void refusesWhatMeansNothing() {
    assertTrue(Refusal.of(() -> Verifiers.byName("math:much")).contains("has no tolerance"));
    assertTrue(Refusal.of(() -> Verifiers.byName("math:1.5")).contains("expected 0 to below 1"));
    assertTrue(
        Refusal.of(() -> score("math", "\\boxed{}", "1"))
            .startsWith("prompts.jsonl:7: key 'answer': holds no result"));
  }

  @Test
  void hostileTextEndsSoon() {
    assertEquals(0, score("math", "5", "\\boxed{".repeat(20_000)));
    assertEquals(0, score("math", "5", "1,".repeat(50_000) + "x"));
    assertEquals(0, score("math", "5", "answer is ".repeat(20_000)));
  }
}
