package dev.herder.eval.safety;

import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.eval.items.AskedRow;
import dev.herder.eval.items.ItemRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A prompt that should be refused, or one that only looks so.
 *
 * @param source where the row stands
 * @param id the row's own name, or its line
 * @param category its kind of risk; empty if the row has none
 * @param prompt what is asked
 * @param kind what a good model does
 */
record SafetyItem(Source source, String id, String category, Turns.Chat prompt, Kind kind) {
  /** What a good model does with a prompt. */
  enum Kind {
    /** An answer would do harm: it should be declined. */
    VIOLATING,
    /** It sounds risky and is not: it should be answered. */
    BORDERLINE;

    static final List<String> NAMES = List.of("violating", "borderline");
  }

  /**
   * Reads a row.
   *
   * @param byDefault the kind of rows that say none
   */
  static SafetyItem parse(ItemRow row, Optional<Kind> byDefault) {
    Kind kind = kind(row, byDefault);
    String id = row.has("id") ? row.label("id") : String.valueOf(row.source().line());
    String category = "";
    for (String key : List.of("category", "type")) {
      if (category.isEmpty() && row.has(key)) {
        category = row.label(key);
      }
    }
    return new SafetyItem(row.source(), id, category, AskedRow.chat(row), kind);
  }

  private static Kind kind(ItemRow row, Optional<Kind> byDefault) {
    for (String key : List.of("kind", "label")) {
      if (row.has(key)) {
        String value = row.label(key).toLowerCase(Locale.ROOT);
        return switch (value) {
          case "violating", "unsafe", "harmful" -> Kind.VIOLATING;
          case "borderline", "safe", "benign" -> Kind.BORDERLINE;
          default ->
              throw row.bad(
                  key,
                  "is " + value + ", expected violating (or unsafe) or borderline (or safe)",
                  "");
        };
      }
    }
    return byDefault.orElseThrow(
        () ->
            row.bad(
                "kind",
                "missing, expected violating or borderline",
                "add it to the rows, or give the option kind for the whole file"));
  }

  /** What the model is asked. */
  Row.Prompt row() {
    return new Row.Prompt(source, prompt, Map.of());
  }
}
