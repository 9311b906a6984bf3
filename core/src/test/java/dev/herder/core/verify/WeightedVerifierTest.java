package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightedVerifierTest {
  private static double score(String spec, String completion) {
    return Verifiers.byName(spec).score(Prompts.with("answer", "7"), completion);
  }

  @Test
  void addsWhatTheTermsSay() {
    String spec = "0.75*gsm8k + 0.25*length:2";
    assertEquals(1, score(spec, "#### 7"), 1e-15);
    assertEquals(0.25, score(spec, "#### 8"), 1e-15);
    assertEquals(0.75 + 0.125, score(spec, "is #### 7"), 1e-15);
    assertEquals(0.75, score(spec, "I say it is #### 7"), 1e-15);
    assertEquals("0.75*gsm8k + 0.25*length:2", Verifiers.byName(spec).name());
    assertEquals(
        "verifier:2.0*gsm8k:strict + -0.5*length:3-9",
        Verifiers.scorer(" 2*gsm8k:strict+-0.5*length:3-9").id());
  }

  @Test
  void aPatternMayHoldPlusAndStar() {
    assertEquals(0.5, score("0.5*regex:a+ b* + 0.5*exact", "aa b"));
    assertEquals("regex:1*", Verifiers.byName("regex:1*").name());
  }

  @Test
  void reasonsNameTheirVerifier() {
    Judgement judgement =
        Verifiers.byName("1*json-schema + 1*length:3")
            .judge(Prompts.with("schema", "{}"), "not it");
    assertEquals(1, judgement.score());
    assertTrue(judgement.reasons().get(0).startsWith("json-schema: not JSON"));
  }

  @Test
  void everyTermLooksAtThePromptBeforehand() {
    Verifier verifier = Verifiers.byName("1*length:3 + 1*gsm8k + 1*regex");
    verifier.require(Prompts.with(Map.of("answer", "7", "pattern", "a")));
    String noAnswer = Refusal.of(() -> verifier.require(Prompts.with("pattern", "a")));
    assertTrue(noAnswer.contains("key 'answer': the key is missing"), noAnswer);
    String noPattern = Refusal.of(() -> verifier.require(Prompts.with("answer", "7")));
    assertTrue(noPattern.contains("key 'pattern': the key is missing"), noPattern);
  }

  @Test
  void refusesWhatMeansNothing() {
    assertTrue(Refusal.of(() -> Verifiers.byName("0*gsm8k")).contains("weight 0.0 of 'gsm8k'"));
    assertTrue(Refusal.of(() -> Verifiers.byName("1.2.3*gsm8k")).contains("'1.2.3'"));
    assertTrue(Refusal.of(() -> Verifiers.byName("0.5*gsm9k")).contains("'gsm9k' is not known"));
    assertTrue(Refusal.of(() -> Verifiers.byName("length:9-3")).contains("not a range of words"));
    assertTrue(Refusal.of(() -> Verifiers.byName("length:")).contains("not a range of words"));
  }
}
