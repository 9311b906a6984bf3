package dev.herder.core.data;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The shapes of rows, told apart by their keys alone. */
public enum Schema {
  /** {@code prompt}, {@code chosen}, {@code rejected}. */
  PREFERENCE("prompt/chosen/rejected", List.of("chosen", "rejected", "prompt")),
  /** {@code chosen}, {@code rejected}; the prompt is what both begin with. */
  IMPLICIT_PREFERENCE("chosen/rejected", List.of("chosen", "rejected")),
  /** {@code prompt}, {@code responses} with ranks. */
  RANKED("prompt/responses", List.of("responses", "prompt")),
  /** {@code prompt}, {@code completion} and the further keys that {@code generate} writes. */
  GENERATED("generated samples", List.of("prompt", "completion", "sample", "finish_reason")),
  /** {@code prompt}, {@code completion}. */
  PROMPT_COMPLETION("prompt/completion", List.of("prompt", "completion")),
  /** {@code messages}. */
  MESSAGES("messages", List.of("messages")),
  /** ShareGPT's {@code conversations}. */
  SHAREGPT("sharegpt", List.of("conversations")),
  /** {@code prompt} alone. */
  PROMPT("prompt", List.of("prompt")),
  /** Alpaca's {@code instruction}, {@code input}, {@code output}. */
  ALPACA("alpaca", List.of("instruction")),
  /** {@code text}. */
  TEXT("text", List.of("text"));

  private final String title;

  // Made by List.of, which Error Prone does not see.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> keys;

  Schema(String title, List<String> keys) {
    this.title = title;
    this.keys = keys;
  }

  /** The name in reports. */
  public String title() {
    return title;
  }

  /** All keys that tell schemas apart; a key whose value is null counts as missing. */
  static Set<String> markers() {
    Set<String> markers = new LinkedHashSet<>();
    for (Schema schema : values()) {
      markers.addAll(schema.keys);
    }
    return markers;
  }

  /**
   * The schema of a row, or null if it has none.
   *
   * <p>Where a row has the keys of several, the first in the order of this enum wins; the others'
   * keys are variables.
   */
  static @Nullable Schema detect(Map<String, Object> row) {
    for (Schema schema : values()) {
      if (schema.keys.stream().allMatch(key -> row.get(key) != null)) {
        return schema;
      }
    }
    boolean onlyOneAnswer = row.get("chosen") != null || row.get("rejected") != null;
    return onlyOneAnswer ? PREFERENCE : null;
  }
}
