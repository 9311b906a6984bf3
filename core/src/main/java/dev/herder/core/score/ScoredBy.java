package dev.herder.core.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who gave scores, by content: two scores are comparable if all of this is equal.
 *
 * @param kind {@code reward} or {@code verifier}
 * @param model hash of a reward model's weights and configuration, or a verifier's specification
 * @param tokenizer hash of {@code tokenizer.json}; empty for a verifier
 * @param template hash of the chat template; empty for a verifier
 * @param dtype what the model computed in; empty for a verifier
 */
public record ScoredBy(String kind, String model, String tokenizer, String template, String dtype) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A verifier by its specification. */
  public static ScoredBy verifier(String spec) {
    return new ScoredBy("verifier", spec, "", "", "");
  }

  /** One line that differs where any part differs. */
  public String id() {
    return kind.equals("verifier")
        ? kind + ":" + model
        : String.join(
            ":", kind, model, "tokenizer=" + tokenizer, "template=" + template, "dtype=" + dtype);
  }

  /** As it stands in files. */
  public ObjectNode json() {
    return JSON.valueToTree(this);
  }

  /** What is read from a file. */
  static ScoredBy of(JsonNode json) {
    return new ScoredBy(
        json.path("kind").asText(),
        json.path("model").asText(),
        json.path("tokenizer").asText(),
        json.path("template").asText(),
        json.path("dtype").asText());
  }

  /** Where another differs: {@code the tokenizer is another (1a2b... there, 3c4d... here)}. */
  public List<String> differences(ScoredBy there) {
    List<String> differences = new ArrayList<>();
    ObjectNode others = there.json();
    for (Map.Entry<String, JsonNode> part : json().properties()) {
      String here = part.getValue().asText();
      String other = others.path(part.getKey()).asText();
      if (!here.equals(other)) {
        differences.add(
            "the "
                + part.getKey()
                + " is another ("
                + brief(other)
                + " there, "
                + brief(here)
                + " here)");
      }
    }
    return differences;
  }

  private static String brief(String value) {
    return value.isEmpty() ? "none" : value.length() > 12 ? value.substring(0, 12) : value;
  }
}
