package dev.herder.cli.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A result for people: one line per value, names on the left, values aligned. */
final class SummaryText {
  private SummaryText() {}

  /** The lines; a map inside the map shows its names after the outer one's, with a dot. */
  static List<String> of(Map<String, ? extends @Nullable Object> values) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", values, flat);
    int width = flat.keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    flat.forEach((name, text) -> lines.add(name + " ".repeat(width - name.length() + 2) + text));
    return lines;
  }

  private static void flatten(String prefix, Map<?, ?> values, Map<String, String> flat) {
    values.forEach(
        (key, value) -> {
          String name = prefix + key;
          if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
            flatten(name + ".", inner, flat);
          } else {
            flat.put(name, shown(value));
          }
        });
  }

  private static String shown(@Nullable Object value) {
    if (value == null || value instanceof Map) {
      return "-";
    }
    if (value instanceof Double || value instanceof Float) {
      return decimal(((Number) value).doubleValue());
    }
    if (value instanceof Number whole) {
      return String.format(Locale.ROOT, "%,d", whole.longValue());
    }
    if (value instanceof List<?> list) {
      return String.join(", ", list.stream().map(SummaryText::shown).toList());
    }
    return value.toString();
  }

  /** About four significant digits; whole numbers from a thousand on. */
  private static String decimal(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value) || value == 0) {
      return Double.isFinite(value) ? "0" : String.valueOf(value);
    }
    if (size >= 1e9 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int decimals = size >= 1000 ? 0 : 3 - (int) Math.floor(Math.log10(size));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
