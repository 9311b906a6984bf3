package dev.herder.core.data;

import static dev.herder.core.data.OneRow.SOURCE;
import static dev.herder.core.data.OneRow.bad;
import static dev.herder.core.data.OneRow.chat;
import static dev.herder.core.data.OneRow.good;
import static dev.herder.core.data.OneRow.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConversionTest {
  private static final String TALK =
      "{'messages': [{'role': 'user', 'content': 'u'}, {'role': 'assistant', 'content': 'a'}], 'id':"
          + " 1}";
  private static final String PAIR = "{'prompt': 'p', 'chosen': 'c', 'rejected': 'r', 'id': 1}";
  private static final String RANKED = "{'prompt': 'p', 'responses': ['c', 'r'], 'id': 1}";

  @ParameterizedTest
  @ValueSource(strings = {"{'text': 't'}", TALK, "{'prompt': 'p', 'completion': 'c'}"})
  void trainingRowsStayAsTheyAre(String json) {
    assertEquals(good(json, Purpose.ANY), good(json, Purpose.TRAINING_SFT));
  }

  @ParameterizedTest
  @ValueSource(strings = {PAIR, RANKED})
  void trainingTakesTheBestAnswer(String json) {
    assertEquals(
        new Row.Demonstration(SOURCE, plain("p"), plain("c"), Map.of("id", 1L)),
        good(json, Purpose.TRAINING_SFT));
  }

  @ParameterizedTest
  @ValueSource(strings = {PAIR, RANKED})
  void preferencesStayAsTheyAre(String json) {
    assertEquals(good(json, Purpose.ANY), good(json, Purpose.PREFERENCE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PAIR,
        RANKED,
        "{'prompt': 'p', 'completion': 'c', 'id': 1}",
        "{'prompt': 'p', 'id': 1}"
      })
  void promptsLeaveTheAnswersOut(String json) {
    assertEquals(new Row.Prompt(SOURCE, plain("p"), Map.of("id", 1L)), good(json, Purpose.PROMPTS));
  }

  @Test
  void aConversationIsAPromptUpToItsLastAnswer() {
    assertEquals(
        new Row.Prompt(SOURCE, chat("user", "u"), Map.of("id", 1L)), good(TALK, Purpose.PROMPTS));
    String open =
        "{'messages': [{'role': 'user', 'content': 'u'}, {'role': 'assistant', 'content': 'a'},"
            + " {'role': 'user', 'content': 'v'}]}";
    assertEquals(
        new Row.Prompt(SOURCE, chat("user", "u", "assistant", "a", "user", "v"), Map.of()),
        good(open, Purpose.PROMPTS));
  }

  @Test
  void emptyAnswersAreOnlyRefusedForTraining() {
    String json = "{'prompt': 'p', 'completion': '', 'sample': 0, 'finish_reason': 'stop'}";
    assertEquals(
        List.of("completion: is empty, expected an answer; remove the row"),
        bad(json, Purpose.TRAINING_SFT));
    assertEquals(plain("p"), ((Row.Prompt) good(json, Purpose.PROMPTS)).prompt());
    assertEquals(plain(""), ((Row.Demonstration) good(json)).completion());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRAINING_SFT | {'prompt': 'p'} | completion: missing: a prompt without an answer is of no"
            + " use for supervised fine-tuning",
        "TRAINING_SFT | {'prompt': 'p', 'completon': 'c'} | completion: missing: a prompt without an"
            + " answer is of no use for supervised fine-tuning; is completon a misspelling of it?",
        "TRAINING_SFT | {'messages': [{'role': 'user', 'content': 'u'}]} | messages: no assistant's"
            + " turn, expected at least one to learn from; add the answer or remove the row",
        "PREFERENCE | {'prompt': 'p', 'chosen': 'c', 'rejcted': 'r'} | rejected: missing: a row of"
            + " one answer or none is of no use for preference training; is rejcted a misspelling"
            + " of it?",
        "PREFERENCE | {'text': 't'} | chosen: missing: a row of one answer or none is of no use for"
            + " preference training",
        "PROMPTS | {'text': 't'} | prompt: missing: text without a prompt is of no use for prompts",
        "PROMPTS | {'messages': [{'role': 'assistant', 'content': 'a'}]} | messages: missing: an"
            + " answer alone is of no use for prompts",
      })
  void refused(Purpose purpose, String json, String problem) {
    assertEquals(List.of(problem), bad(json, purpose));
  }

  @ParameterizedTest
  @EnumSource(Purpose.class)
  void variablesAndSourcesSurvive(Purpose purpose) {
    Row row = good(PAIR, purpose);
    assertEquals(Map.of("id", 1L), row.variables());
    assertEquals(SOURCE, row.source());
  }
}
