package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IfEvalVerifierTest {
  private static Row.Prompt prompt(Object ids, Object arguments) {
    return new Row.Prompt(
        new Source("ifeval.jsonl", 4),
        new Turns.Plain("Answer without commas."),
        Map.of("instruction_id_list", ids, "kwargs", arguments));
  }

  private static Row.Prompt three() {
    Map<String, Object> words = new HashMap<>();
    words.put("relation", "at least");
    words.put("num_words", 3.0);
    words.put("num_bullets", null);
    return prompt(
        List.of(
            "punctuation:no_comma",
            "length_constraints:number_words",
            "detectable_format:number_bullet_lists"),
        Arrays.asList(Map.of(), words, Map.of("num_bullets", 2L)));
  }

  @Test
  void scoresTheShareOfInstructions() {
    Verifier strict = Verifiers.byName("ifeval");
    assertEquals(2.0 / 3, strict.score(three(), "One two three."));
    assertEquals(1, strict.score(three(), "* one two\n* three"));
    assertEquals(1.0 / 3, strict.score(three(), "a"));
    assertEquals(0, strict.score(three(), " \n"));
  }

  @Test
  void looseLooksAtLessOfTheAnswer() {
    String answer = "Sure, here:\n* one two\n* three";
    assertEquals(2.0 / 3, Verifiers.byName("ifeval:strict").score(three(), answer));
    assertEquals(1, Verifiers.byName("ifeval:loose").score(three(), answer));
  }

  private static String refusal(Row.Prompt prompt) {
    Verifier verifier = Verifiers.byName("ifeval");
    return String.valueOf(
        assertThrows(UserError.class, () -> verifier.score(prompt, "x")).getMessage());
  }

  @Test
  void namesThePlaceOfABadRow() {
    assertEquals(
        "ifeval.jsonl:4: 1 in 'instruction_id_list' and 0 in 'kwargs', expected as many in both and"
            + " at least one",
        refusal(prompt(List.of("punctuation:no_comma"), List.of())));
    assertTrue(refusal(prompt("no_comma", List.of())).contains("found no_comma, expected a list"));
    assertTrue(refusal(prompt(List.of(7), List.of(Map.of()))).contains("found 7, expected text"));
    assertTrue(
        refusal(prompt(List.of("punctuation:no_comma"), List.of("x")))
            .contains("expected objects"));
  }
}
