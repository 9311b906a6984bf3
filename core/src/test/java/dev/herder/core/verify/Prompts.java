package dev.herder.core.verify;

import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import java.util.Map;

/** Prompts for the tests of this package. */
final class Prompts {
  private Prompts() {}

  static Row.Prompt with(String key, Object value) {
    return with(Map.of(key, value));
  }

  static Row.Prompt with(Map<String, Object> variables) {
    return new Row.Prompt(new Source("prompts.jsonl", 7), new Turns.Plain("How many?"), variables);
  }
}
