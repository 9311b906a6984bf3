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
import org.junit.jupiter.params.provider.ValueSource;

final class RankedParserTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'responses': ['a', 'b', 'c']",
        "'responses': ['c', 'a', 'b'], 'ranks': [3, 1, 2]",
        "'responses': [{'content': 'b', 'rank': 2}, {'text': 'a', 'rank': -1},"
            + " {'response': 'c', 'rank': 30}]",
        "'responses': [{'role': 'assistant', 'content': 'b', 'rank': 2}, {'text': 'a', 'rank': 1},"
            + " {'response': 'c', 'rank': 3}]",
      })
  void everyFormOfStrings(String responses) {
    assertEquals(
        new Row.Ranked(SOURCE, plain("p"), List.of(plain("a"), plain("b"), plain("c")), Map.of()),
        good("{'prompt': 'p', " + responses + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "['a', 'b']",
        "[[{'role': 'assistant', 'content': 'a'}], 'b']",
        "[{'rank': 2, 'text': 'b'}, {'messages': [{'role': 'assistant', 'content': 'a'}],"
            + " 'rank': 1}]",
      })
  void everyFormOfMessages(String responses) {
    assertEquals(
        new Row.Ranked(
            SOURCE,
            chat("user", "p"),
            List.of(chat("assistant", "a"), chat("assistant", "b")),
            Map.of()),
        good("{'prompt': [{'role': 'user', 'content': 'p'}], 'responses': " + responses + "}"));
  }

  @Test
  void furtherKeysOfTheAnswersAreKeptInTheirOrder() {
    assertEquals(
        Map.of("responses", List.of(Map.of("score", 2L), Map.of()), "id", 1L),
        good("{'prompt': 'p', 'id': 1, 'responses': [{'text': 'b', 'rank': 2},"
                + " {'text': 'a', 'rank': 1, 'score': 2}]}")
            .variables());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'x'   | responses: is a string, expected a list of answers",
        "['a'] | responses: holds 1, expected at least two answers",
        "['a', 'a'] | responses: the answers of ranks 0 and 1 are the same; remove one of them",
        "['a', 3]   | responses[1]: is a number, expected a string or a list of messages",
        "['a', ''] | responses[1]: is empty, expected text; remove the row or fill it",
        "[{'text': 'a', 'rank': 1}, {'text': 'b', 'rank': 1}] | responses[1]: has the rank 1 of"
            + " another answer, expected different ranks; remove one of the two answers",
        "[{'text': 'a', 'rank': 1}, {'text': 'b'}] | responses[1].rank: missing, expected a whole"
            + " number, 1 for the best answer; or give plain strings, best first",
        "[{'text': 'a', 'rank': 1}, {'text': 'b', 'rank': 1.5}] | responses[1].rank: is a number,"
            + " expected a whole number, 1 for the best answer; or give plain strings, best first",
        "[{'text': 'a', 'rank': 1}, {'rank': 2}] | responses[1]: has none of content, text,"
            + " response and messages, expected one of them",
        "[{'text': 'a', 'rank': 1}, {'text': 'b', 'content': 'c', 'rank': 2}] | responses[1]: has"
            + " several of content, text, response and messages, expected one of them",
        "[{'text': 'a', 'rank': 1}, {'messages': 'b', 'rank': 2}] | responses[1].messages: is a"
            + " string, expected a list of messages",
        "['a', 'b'], 'ranks': [1] | ranks: expected a list of 2 whole numbers",
        "['a', 'b'], 'ranks': [1, '2'] | ranks[1]: is a string, expected a whole number, 1 for the"
            + " best answer; or give plain strings, best first",
      })
  void refused(String responses, String problem) {
    assertEquals(problem, bad("{'prompt': 'p', 'responses': " + responses + "}").get(0));
  }
}
