package dev.herder.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.UserError;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Refuses what would make the native library end the whole process.
 *
 * <p>A panic in the library (tokenizers 0.21.4) cannot be caught from Java, so each panic that a
 * file can cause is looked for before the file is handed over.
 */
final class PartCheck {
  private final String file;

  PartCheck(String file) {
    this.file = file;
  }

  /** Checks a top-level member other than the model, with everything inside it. */
  void check(String place, JsonNode node) {
    if (node.isObject()) {
      String type = node.path("type").asText();
      if (type.equals("Precompiled") || node.has("precompiled_charsmap")) {
        throw new UserError(
            file
                + ": "
                + place
                + ": character maps of type Precompiled are not supported; no model of the Llama,"
                + " Mistral or Qwen families has one");
      }
      if (node.path("start").asLong() > 0 && node.path("stop").asLong() > 0) {
        throw wrong(place, "strips both ends, expected one of start and stop to be 0");
      }
      if (type.equals("FixedLength") && node.path("length").asLong() < 1) {
        throw wrong(place + ".length", "is below 1");
      }
      if (type.equals("TemplateProcessing") || node.has("single")) {
        checkTemplate(place, node);
      }
    }
    if (node.isContainerNode()) {
      for (Map.Entry<String, JsonNode> each : node.properties()) {
        check(place + "." + each.getKey(), each.getValue());
      }
      for (int i = 0; node.isArray() && i < node.size(); i++) {
        check(place + "[" + i + "]", node.get(i));
      }
    }
  }

  private void checkTemplate(String place, JsonNode template) {
    Set<String> known = new HashSet<>();
    for (Map.Entry<String, JsonNode> each : template.path("special_tokens").properties()) {
      JsonNode token = each.getValue();
      if (token.path("ids").size() != token.path("tokens").size()) {
        throw wrong(place + ".special_tokens", "ids and tokens are not of the same number");
      }
      known.add(each.getKey());
    }
    for (String sequences : new String[] {"single", "pair"}) {
      for (JsonNode piece : template.path(sequences)) {
        String id = piece.path("SpecialToken").path("id").asText();
        if (piece.has("SpecialToken") && !known.contains(id)) {
          throw wrong(
              place + "." + sequences, ControlTokens.shown(id) + " is not among special_tokens");
        }
        if (sequences.equals("single") && piece.path("Sequence").path("id").asText().equals("B")) {
          throw wrong(place + ".single", "uses a second text, expected one");
        }
      }
    }
  }

  private UserError wrong(String place, String message) {
    return new UserError(file + ": " + place + ": " + message + "; fetch the file again");
  }
}
