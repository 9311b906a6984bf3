package dev.herder.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.config.ConfigTypes;
import dev.herder.core.config.ResolvedConfig;
import java.util.List;

/** The defaults of a command's settings. */
final class Defaults {
  private Defaults() {}

  /** All values of a record but those that the user must give. */
  static ObjectNode without(Record settings, String... required) {
    ObjectNode json = (ObjectNode) ResolvedConfig.json(settings, ConfigTypes.none());
    json.remove(List.of(required));
    return json;
  }
}
