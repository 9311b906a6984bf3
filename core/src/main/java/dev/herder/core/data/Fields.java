package dev.herder.core.data;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row's keys while it is being read: each one taken, or left as a variable. */
final class Fields {
  private final Map<String, Object> row;
  private final Faults faults;
  private final Set<String> taken = new HashSet<>();

  Fields(Map<String, Object> row, Faults faults) {
    this.row = row;
    this.faults = faults;
  }

  Faults faults() {
    return faults;
  }

  Source source() {
    return faults.source();
  }

  /** Whether the key is there with a value other than null. */
  boolean has(String key) {
    return row.get(key) != null;
  }

  /** The key's value, or null; the key is no variable any more. */
  @Nullable Object take(String key) {
    taken.add(key);
    return row.get(key);
  }

  /** A string that is not empty, or null after a problem. */
  @Nullable String string(String key) {
    Object value = take(key);
    if (value == null) {
      faults.add(ProblemKind.MISSING_KEY, key, "missing, expected a string");
      return null;
    }
    if (!(value instanceof String text)) {
      faults.add(ProblemKind.WRONG_TYPE, key, "is " + Shown.type(value) + ", expected a string");
      return null;
    }
    if (text.isEmpty()) {
      faults.add(ProblemKind.EMPTY, key, "is empty, expected text", "remove the row or fill it");
      return null;
    }
    return text;
  }

  /** A string, empty where the key is missing or null; null after a problem. */
  @Nullable String optionalString(String key) {
    Object value = take(key);
    if (value == null || "".equals(value)) {
      return "";
    }
    return string(key);
  }

  /** The keys that nobody took. */
  Map<String, Object> variables() {
    Map<String, Object> variables = new LinkedHashMap<>(row);
    variables.keySet().removeAll(taken);
    return variables;
  }
}
