package dev.herder.core.verify.ifeval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IfEvalTest {
  private static final IfEval IF_EVAL = IfEval.load();

  /** Checks whose verdicts the published checker draws at random, in a few texts. */
  private static final Set<String> GUESSED =
      Set.of(
          "language:response_language",
          "change_case:english_capital",
          "change_case:english_lowercase");

  @Test
  void saysWhatThePublishedCheckerSays() throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<String> different = new ArrayList<>();
    List<String> guessedOtherwise = new ArrayList<>();
    Set<String> kinds = new TreeSet<>();
    int verdicts = 0;
    int guesses = 0;
    try (InputStream in = IfEvalTest.class.getResourceAsStream("/golden/ifeval/verdicts.jsonl")) {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = json.readTree(line);
        String response = row.path("response").asText();
        for (JsonNode check : row.path("checks")) {
          String id = check.path(0).asText();
          kinds.add(id);
          Map<String, Object> arguments =
              json.convertValue(
                  check.path(1),
                  json.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
          Instruction instruction = new Instruction("golden", id, arguments);
          for (IfEval.Mode mode : IfEval.Mode.values()) {
            verdicts++;
            guesses += GUESSED.contains(id) ? 1 : 0;
            boolean expected = check.path(mode == IfEval.Mode.STRICT ? 2 : 3).asBoolean();
            if (IF_EVAL.followed(List.of(instruction), response, mode).get(0) != expected) {
              (GUESSED.contains(id) ? guessedOtherwise : different)
                  .add(mode + " " + check + " of " + json.writeValueAsString(response));
            }
          }
        }
      }
    }
    assertEquals(List.of(), different, () -> different.size() + " differ");
    assertEquals(15306, verdicts);
    // Ten of 1,872: texts in capitals or of one word, where the published checker's dice decide.
    assertEquals(
        "10 of 1872", guessedOtherwise.size() + " of " + guesses, guessedOtherwise::toString);
    assertEquals(25, kinds.size());
    assertEquals(kinds, new TreeSet<>(IF_EVAL.instructions()));
  }

  private static String refusal(String id, Map<String, Object> arguments) {
    Instruction instruction = new Instruction("rows.jsonl:3", id, arguments);
    return String.valueOf(
        assertThrows(
                UserError.class,
                () ->
                    IF_EVAL.followed(
                        List.of(instruction), "a".repeat(60) + "b", IfEval.Mode.STRICT))
            .getMessage());
  }

  @Test
  void refusesWhatThePublishedCheckerWouldDrawAtRandom() {
    assertEquals(
        "rows.jsonl:3: instruction 'length_constraints:number_words', key 'num_words': it is"
            + " missing, expected a whole number, 0 or more",
        refusal("length_constraints:number_words", Map.of("relation", "at least")));
    assertTrue(
        refusal("detectable_format:number_bullet_lists", Map.of("num_bullets", -1))
            .contains("found -1"));
    assertTrue(
        refusal(
                "length_constraints:nth_paragraph_first_word",
                Map.of("num_paragraphs", 2, "nth_paragraph", 3, "first_word", "x"))
            .contains("found 3, expected 1 to num_paragraphs, which is 2"));
    assertTrue(
        refusal("keywords:letter_frequency", Map.of("letter", "ab")).contains("one character"));
  }

  @Test
  void refusesWhatMeansNothing() {
    assertTrue(refusal("keywords:rhyme", Map.of()).contains("'keywords:rhyme' is not known"));
    assertTrue(
        refusal("punctuation:no_comma", Map.of("commas", 1))
            .contains("key 'commas': is not known, expected none"));
    assertTrue(
        refusal("keywords:existence", Map.of("keywords", List.of("a(")))
            .contains("'a(' is not a regular expression"));
    assertTrue(
        refusal("length_constraints:number_words", Map.of("relation", "at most", "num_words", 3))
            .contains("found 'at most', expected 'less than' or 'at least'"));
  }

  @Test
  void anAnswerThatAPatternBacktracksOnFollowsNothing() {
    Map<String, Object> arguments = Map.of("keywords", List.of("(a|aa)+\\1c"));
    Instruction instruction = new Instruction("rows.jsonl:3", "keywords:existence", arguments);
    Instruction other = new Instruction("rows.jsonl:3", "punctuation:no_comma", Map.of());
    String answer = "a".repeat(60) + "b";
    assertEquals(
        List.of(IfEval.Verdict.CUT_SHORT, IfEval.Verdict.FOLLOWED),
        IF_EVAL.verdicts(List.of(instruction, other), answer, IfEval.Mode.STRICT));
    assertEquals(
        List.of(false, true),
        IF_EVAL.followed(List.of(instruction, other), answer, IfEval.Mode.LOOSE));
  }

  @Test
  void countsCharactersThatAreNoLetters() {
    Instruction marks =
        new Instruction(
            "rows.jsonl:3",
            "keywords:letter_frequency",
            Map.of("letter", "!", "let_relation", "less than", "let_frequency", 3));
    assertEquals(List.of(true), IF_EVAL.followed(List.of(marks), "a!!", IfEval.Mode.STRICT));
    assertEquals(List.of(false), IF_EVAL.followed(List.of(marks), "a!!!", IfEval.Mode.STRICT));
  }
}
