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

final class PreferenceParserTest {
  private static final String USER = "{'role': 'user', 'content': 'p'}";
  private static final String GOOD = "{'role': 'assistant', 'content': 'c'}";
  private static final String BAD = "{'role': 'assistant', 'content': 'r'}";
  private static final Row CHAT =
      new Row.Preference(
          SOURCE, chat("user", "p"), chat("assistant", "c"), chat("assistant", "r"), Map.of());

  @Test
  void explicitPrompts() {
    assertEquals(
        new Row.Preference(SOURCE, plain("p"), plain("c"), plain("r"), Map.of("margin", 0.5)),
        good("{'prompt': 'p', 'chosen': 'c', 'rejected': 'r', 'margin': 0.5}"));
    assertEquals(
        CHAT,
        good("{'prompt': [" + USER + "], 'chosen': [" + GOOD + "], 'rejected': [" + BAD + "]}"));
    assertEquals(CHAT, good("{'prompt': [" + USER + "], 'chosen': 'c', 'rejected': 'r'}"));
  }

  @Test
  void anEditedAnswerIsTheBestOfThree() {
    Row three =
        new Row.Ranked(
            SOURCE, plain("p"), List.of(plain("e"), plain("c"), plain("r")), Map.of("id", 7L));
    assertEquals(
        three, good("{'prompt': 'p', 'chosen': 'c', 'rejected': 'r', 'edited': 'e', 'id': 7}"));
    assertEquals(
        new Row.Preference(SOURCE, plain("p"), plain("c"), plain("r"), Map.of()),
        good("{'prompt': 'p', 'chosen': 'c', 'rejected': 'r', 'edited': null}"));
    assertEquals(
        List.of(
            "edited: is the same as another answer, expected one that is better than both; remove"
                + " the key"),
        bad("{'prompt': 'p', 'chosen': 'c', 'rejected': 'r', 'edited': 'c'}"));
  }

  @Test
  void implicitPrompts() {
    String sides =
        "'chosen': [" + USER + ", " + GOOD + "], 'rejected': [" + USER + ", " + BAD + "]";
    assertEquals(CHAT, good("{" + sides + "}"));
    // As in UltraFeedback: the prompt stands beside whole conversations.
    assertEquals(CHAT, good("{'prompt': 'p', " + sides + "}"));
    assertEquals(
        new Row.Preference(
            SOURCE,
            chat("user", "p", "assistant", "c", "user", "p"),
            chat("assistant", "c"),
            chat("assistant", "r", "user", "p", "assistant", "c"),
            Map.of()),
        good(
            "{'chosen': [U, C, U, C], 'rejected': [U, C, U, R, U, C]}"
                .replace("U", USER)
                .replace("C", GOOD)
                .replace("R", BAD)));
  }

  // The expected splits are those of TRL's extract_prompt.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "The sky is blue.     | The sky is green.  | \"The sky is\" | \" blue.\" | \" green.\"",
        "Q: 1+1? A: 2         | Q: 1+1? A: 23x     | \"Q: 1+1? A: \" | 2 | 23x",
        "12 a                 | 13 a               | 1 | \"2 a\" | \"3 a\"",
        "a\uD83D\uDE00        | a\uD83D\uDE01      | a | \uD83D\uDE00 | \uD83D\uDE01",
      })
  void implicitPromptsOfStrings(
      String chosen, String rejected, String prompt, String end, String otherEnd) {
    String json = "{'chosen': '" + chosen + "', 'rejected': '" + rejected + "'}";
    assertEquals(
        new Row.Preference(SOURCE, plain(prompt), plain(end), plain(otherEnd), Map.of()),
        good(json));
  }

  @Test
  void aSideThatBeginsTheOtherKeepsItsLastTurn() {
    assertEquals(
        new Row.Preference(
            SOURCE,
            chat("user", "p"),
            chat("assistant", "c"),
            chat("assistant", "c", "user", "p", "assistant", "r"),
            Map.of()),
        good(
            "{'chosen': [U, C], 'rejected': [U, C, U, R]}"
                .replace("U", USER)
                .replace("C", GOOD)
                .replace("R", BAD)));
  }

  @Test
  void alpacaPrompts() {
    assertEquals(
        new Row.Preference(
            SOURCE, chat("user", "p\nx"), chat("assistant", "c"), chat("assistant", "r"), Map.of()),
        good("{'instruction': 'p', 'input': 'x', 'chosen': 'c', 'rejected': 'r'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'prompt': 'p', 'chosen': 'c', 'rejected': 'c' | rejected: is the same as chosen, expected"
            + " a worse answer; remove the row",
        "'chosen': [U, C], 'rejected': [U, C] | rejected: is the same as chosen, expected a worse"
            + " answer; remove the row",
        "'chosen': 'c', 'rejected': 'c' | rejected: is the same as chosen, expected a worse answer;"
            + " remove the row",
        "'chosen': 'c', 'rejected': 'r' | prompt: missing, and chosen and rejected have none in"
            + " common; give the prompt under its own key",
        "'chosen': [C], 'rejected': [R] | prompt: missing, and chosen and rejected have none in"
            + " common; give the prompt under its own key",
        "'chosen': [U, C], 'rejected': 'r' | rejected: one of chosen and rejected is a string and"
            + " the other a list, expected two of a kind",
        "'chosen': [U, C], 'rejected': [U] | rejected: ends with user, expected an assistant's"
            + " turn at the end",
        "'chosen': [U, C], 'rejected': [U, C, U] | rejected: ends with user, expected an"
            + " assistant's turn at the end",
        "'chosen': [U, C] | rejected: missing, expected a string or a list of messages",
        "'prompt': [U], 'chosen': [U], 'rejected': [R] | chosen: ends with user, expected an"
            + " assistant's turn at the end",
      })
  void refused(String keys, String problem) {
    String json =
        keys.replace("U", USER)
            .replace("C]", GOOD + "]")
            .replace("C,", GOOD + ",")
            .replace("R]", BAD + "]");
    assertEquals(problem, bad("{" + json + "}").get(0));
  }

  @Test
  void bothSidesAreChecked() {
    assertEquals(
        List.of(
            "chosen: is empty, expected text; remove the row or fill it",
            "rejected: is a number, expected a string or a list of messages"),
        bad("{'prompt': 'p', 'chosen': '', 'rejected': 3}"));
  }
}
