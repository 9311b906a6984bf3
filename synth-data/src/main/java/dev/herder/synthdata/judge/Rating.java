package dev.herder.synthdata.judge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.synthdata.ask.Reply;
import java.util.TreeSet;

/**
 * What a judge's reply says, read strictly: one JSON object with the keys asked for, and no more.
 */
sealed interface Rating {
  /**
   * A verdict.
   *
   * @param value the score as digits, or the name of the better answer
   */
  record Given(String value, String reason) implements Rating {}

  /** No verdict; why, in words for the judge and for the counts. */
  record Unreadable(String problem) implements Rating {}

  /** What is asked for under a key beside {@code reason}. */
  sealed interface Form {
    String key();

    /** The problem with a value; empty if there is none. */
    String problem(JsonNode value);

    /** A whole number. */
    record Score(int highest) implements Form {
      @Override
      public String key() {
        return "score";
      }

      @Override
      public String problem(JsonNode value) {
        boolean fits =
            value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= 1
                && value.intValue() <= highest;
        return fits ? "" : "\"score\" is no whole number from 1 to " + highest;
      }
    }

    /** Which of two answers is better. */
    record Better() implements Form {
      @Override
      public String key() {
        return "better";
      }

      @Override
      public String problem(JsonNode value) {
        return value.isTextual() && value.asText().matches("A|B|tie")
            ? ""
            : "\"better\" is none of \"A\", \"B\" and \"tie\"";
      }
    }
  }

  /** Reads a reply. */
  static Rating of(Reply reply, Form form) {
    if (reply instanceof Reply.Failed failed) {
      return new Unreadable(failed.reason());
    }
    JsonNode json;
    try {
      json =
          new ObjectMapper()
              .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readTree(reply.text().strip());
    } catch (JsonProcessingException e) {
      return new Unreadable("the reply is not one JSON object");
    }
    if (!json.isObject()) {
      return new Unreadable("the reply is not one JSON object");
    }
    TreeSet<String> keys = new TreeSet<>();
    json.fieldNames().forEachRemaining(keys::add);
    if (!keys.equals(new TreeSet<>(java.util.Set.of(form.key(), "reason")))) {
      return new Unreadable("the keys are not \"" + form.key() + "\" and \"reason\" alone");
    }
    if (!json.path("reason").isTextual()) {
      return new Unreadable("\"reason\" is no text");
    }
    JsonNode value = json.path(form.key());
    String problem = form.problem(value);
    return problem.isEmpty()
        ? new Given(value.asText(), json.path("reason").asText())
        : new Unreadable(problem);
  }
}
