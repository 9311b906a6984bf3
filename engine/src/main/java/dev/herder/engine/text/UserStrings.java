package dev.herder.engine.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The texts in a row that people wrote, as opposed to those that the template writes. */
final class UserStrings {
  /** Names that templates put into control tokens themselves. */
  private static final Set<String> ROLES =
      Set.of("system", "user", "assistant", "tool", "developer", "ipython", "function");

  private final SpecialScanner scanner;

  UserStrings(SpecialScanner scanner) {
    this.scanner = scanner;
  }

  /** How far texts threaten to become control tokens. */
  enum Danger {
    /** Not at all. */
    NONE,
    /** A text could become part of one together with its surroundings. */
    JOINS,
    /** A text spells one. */
    SPELLS
  }

  /** The greatest danger in messages and variables. */
  Danger danger(List<Map<String, Object>> messages, Map<String, Object> variables) {
    Danger danger = Danger.NONE;
    for (String text : texts(messages, variables)) {
      if (!scanner.find(text).isEmpty()) {
        return Danger.SPELLS;
      }
      danger = danger == Danger.NONE && scanner.couldJoin(text) ? Danger.JOINS : danger;
    }
    return danger;
  }

  /** A control token that one of the texts spells. */
  Optional<String> firstSpelled(List<Map<String, Object>> messages, Map<String, Object> variables) {
    return texts(messages, variables).stream()
        .flatMap(text -> scanner.find(text).stream())
        .map(hit -> hit.token().content())
        .findFirst();
  }

  private List<String> texts(List<Map<String, Object>> messages, Map<String, Object> variables) {
    List<String> texts = new ArrayList<>();
    collect(variables, texts);
    for (Map<String, Object> message : messages) {
      message.forEach(
          (key, value) -> {
            if (!isRole(key, value)) {
              collect(value, texts);
            }
          });
    }
    return texts;
  }

  private static boolean isRole(String key, @Nullable Object value) {
    return key.equals("role") && value instanceof String role && ROLES.contains(role);
  }

  private void collect(@Nullable Object value, List<String> into) {
    if (value instanceof String text) {
      into.add(text);
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> each : map.entrySet()) {
        // Templates look keys up by name, so only a key that spells a token is a text to write.
        String key = String.valueOf(each.getKey());
        if (!scanner.find(key).isEmpty()) {
          into.add(key);
        }
        collect(each.getValue(), into);
      }
    } else if (value instanceof List<?> list) {
      for (Object each : list) {
        collect(each, into);
      }
    }
  }

  /**
   * The messages with a mark inside every dangerous text.
   *
   * @param around whether marks against joining stand around the text, not just inside its ends
   */
  List<Map<String, Object>> marked(
      List<Map<String, Object>> messages, String mark, boolean around) {
    UnaryOperator<String> marker = text -> marked(text, mark, around);
    List<Map<String, Object>> out = new ArrayList<>();
    for (Map<String, Object> message : messages) {
      Map<String, Object> copy = new LinkedHashMap<>();
      message.forEach(
          (key, value) -> copy.put(key, isRole(key, value) ? value : changed(value, marker)));
      out.add(copy);
    }
    return out;
  }

  /** The variables with a mark inside every dangerous text. */
  Map<String, Object> marked(Map<String, Object> variables, String mark, boolean around) {
    Map<String, Object> copy = new LinkedHashMap<>();
    variables.forEach(
        (key, value) -> copy.put(key, changed(value, text -> marked(text, mark, around))));
    return copy;
  }

  @SuppressWarnings("NullAway") // Rows may hold JSON's null, which template values pass on.
  private Object changed(@Nullable Object value, UnaryOperator<String> marker) {
    if (value instanceof String text) {
      return marker.apply(text);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> each : map.entrySet()) {
        String key = String.valueOf(each.getKey());
        copy.put(
            scanner.find(key).isEmpty() ? key : marker.apply(key),
            changed(each.getValue(), marker));
      }
      return copy;
    } else if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      for (Object each : list) {
        copy.add(changed(each, marker));
      }
      return copy;
    }
    return value;
  }

  private String marked(String text, String mark, boolean around) {
    StringBuilder out = new StringBuilder(text);
    List<Integer> places = new ArrayList<>();
    for (SpecialScanner.Hit hit : scanner.findOverlapping(text)) {
      if (hit.indivisible()) {
        throw PlainTokenizer.indivisible(hit.token());
      }
      places.add(text.offsetByCodePoints(hit.start(), 1));
    }
    if (scanner.couldJoin(text) && !text.isBlank()) {
      int first = text.length() - text.stripLeading().length();
      int last = text.stripTrailing().length();
      places.add(around ? first : text.offsetByCodePoints(first, 1));
      places.add(around ? last : text.offsetByCodePoints(last, -1));
    }
    places.stream().distinct().sorted((a, b) -> b - a).forEach(place -> out.insert(place, mark));
    return out.toString();
  }
}
