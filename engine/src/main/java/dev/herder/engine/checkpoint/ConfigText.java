package dev.herder.engine.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.json.StrictJson;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Changes keys of a {@code config.json} and leaves the others and their order as they were. */
final class ConfigText {
  private static final ObjectWriter WRITER = new ObjectMapper().writer(printer());

  private ConfigText() {}

  /**
   * The text with some keys changed.
   *
   * @param text a JSON object
   * @param changes new values; a missing node removes the key
   */
  static String with(String text, Map<String, JsonNode> changes) {
    ObjectNode json = StrictJson.parseObject(text.getBytes(StandardCharsets.UTF_8), "config.json");
    ObjectNode changed = json.deepCopy();
    changes.forEach(
        (key, value) -> {
          if (value.isMissingNode()) {
            changed.remove(key);
          } else {
            changed.set(key, value);
          }
        });
    return changed.equals(json) ? text : print(changed);
  }

  /** JSON as Python prints it with an indent of two, and a line end. */
  static String print(JsonNode json) {
    try {
      return WRITER.writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    return printer;
  }
}
