package dev.herder.synthdata.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herder.synthdata.ask.Reply;
import org.junit.jupiter.api.Test;

final class RatingTest {
  private static final Rating.Form SCORE = new Rating.Form.Score(5);
  private static final Rating.Form BETTER = new Rating.Form.Better();

  @Test
  void readsOneObjectWithTheKeysAskedFor() {
    assertEquals(
        new Rating.Given("4", "why"), rated(" {\"reason\": \"why\", \"score\": 4}\n", SCORE));
    assertEquals(
        new Rating.Given("tie", ""), rated("{\"better\": \"tie\", \"reason\": \"\"}", BETTER));
  }

  @Test
  void refusesEverythingElseWithAReason() {
    String object = "the reply is not one JSON object";
    String keys = "the keys are not \"score\" and \"reason\" alone";
    String score = "\"score\" is no whole number from 1 to 5";
    refused(object, "```json\n{\"score\": 4, \"reason\": \"\"}\n```");
    refused(object, "{\"score\": 4, \"reason\": \"\"} and more");
    refused(object, "{\"score\": 4, \"score\": 5, \"reason\": \"\"}");
    refused(object, "");
    refused(object, "[1]");
    refused(keys, "{\"score\": 4}");
    refused(keys, "{\"score\": 4, \"reason\": \"\", \"row\": \"mine\"}");
    refused(score, "{\"score\": 4.5, \"reason\": \"\"}");
    refused(score, "{\"score\": \"4\", \"reason\": \"\"}");
    refused(score, "{\"score\": 0, \"reason\": \"\"}");
    refused(score, "{\"score\": 6, \"reason\": \"\"}");
    refused("\"reason\" is no text", "{\"score\": 4, \"reason\": null}");
    assertEquals(
        new Rating.Unreadable("\"better\" is none of \"A\", \"B\" and \"tie\""),
        rated("{\"better\": \"a\", \"reason\": \"\"}", BETTER));
    assertEquals(new Rating.Unreadable("gone"), Rating.of(new Reply.Failed("gone"), SCORE));
  }

  private static Rating rated(String text, Rating.Form form) {
    return Rating.of(new Reply.Said(text, false), form);
  }

  private static void refused(String problem, String text) {
    assertEquals(new Rating.Unreadable(problem), rated(text, SCORE), text);
  }
}
