package dev.herder.eval.winrate;

import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.eval.items.AskedRow;
import dev.herder.eval.items.ItemRow;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A prompt with the opponent's answer.
 *
 * @param source where the row stands
 * @param prompt what was asked
 * @param answer the opponent's answer
 * @param score the opponent's score, where the file has scores
 */
record PairItem(Source source, Turns.Chat prompt, String answer, OptionalDouble score) {
  private static final List<String> ANSWERS =
      List.of("output", "completion", "response", "reference");

  static PairItem parse(ItemRow row) {
    for (String key : ANSWERS) {
      if (row.has(key)) {
        return new PairItem(row.source(), AskedRow.chat(row), answer(row, key), score(row));
      }
    }
    throw row.bad(
        "output",
        "missing, expected the opponent's answer under one of " + String.join(", ", ANSWERS),
        "");
  }

  private static String answer(ItemRow row, String key) {
    if (row.value(key) instanceof List<?> turns
        && turns.size() == 1
        && turns.get(0) instanceof Map<?, ?> turn
        && turn.get("content") instanceof String text) {
      return text;
    }
    return row.anyText(key);
  }

  static OptionalDouble score(ItemRow row) {
    return row.value("score") instanceof Number score
        ? OptionalDouble.of(score.doubleValue())
        : OptionalDouble.empty();
  }

  /** What the model under evaluation is asked. */
  Row.Prompt row() {
    return new Row.Prompt(source, prompt, Map.of());
  }

  /** The prompt as people and judges read it. */
  String asked() {
    return AskedRow.shown(prompt);
  }
}
