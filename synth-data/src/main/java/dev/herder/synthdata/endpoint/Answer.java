package dev.herder.synthdata.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.generate.FinishReason;
import java.io.IOException;
import java.util.Optional;

/**
 * What a completion says.
 *
 * @param tokens as the server counts them; 0 if it does not
 */
record Answer(String text, FinishReason finish, int tokens) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a response's body; empty if it is no completion. */
  static Optional<Answer> of(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      JsonNode choice = json.path("choices").path(0);
      JsonNode content = choice.path("message").path("content");
      if (!content.isTextual()) {
        return Optional.empty();
      }
      boolean cut = choice.path("finish_reason").asText().equals("length");
      return Optional.of(
          new Answer(
              content.asText(),
              cut ? FinishReason.LENGTH : FinishReason.STOP,
              Math.max(0, json.path("usage").path("completion_tokens").asInt(0))));
    } catch (IOException e) {
      // Not JSON: the caller tells, counts and asks again.
      return Optional.empty();
    }
  }
}
