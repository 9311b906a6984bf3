package dev.herder.core.data;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How values from a file are shown in messages: short, on one line, without control characters. */
public final class Shown {
  private static final int LONGEST = 40;

  private Shown() {}

  /** The text's beginning in double quotes. */
  public static String quoted(String text) {
    boolean whole = text.codePointCount(0, text.length()) <= LONGEST;
    String start = whole ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST));
    return "\"" + cleaned(start) + (whole ? "\"" : "...\"");
  }

  /** A key as it is, or quoted where it is long or strange. */
  public static String key(String key) {
    return key.matches("[\\w-]{1," + LONGEST + "}") ? key : quoted(key);
  }

  /** The text with control characters and halves of characters escaped. */
  public static String cleaned(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean strange = Character.isISOControl(c) || !Character.isDefined(c);
              boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
              if (strange || half || c == 0x2028 || c == 0x2029) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  /**
   * What kind of JSON value it is, with its article: {@code a string}.
   *
   * @throws IllegalArgumentException for what is no JSON value
   */
  public static String type(@Nullable Object value) {
    if (value == null) {
      return "null";
    } else if (value instanceof String) {
      return "a string";
    } else if (value instanceof Boolean) {
      return "true or false";
    } else if (value instanceof Long || value instanceof BigInteger || value instanceof Double) {
      return "a number";
    } else if (value instanceof List) {
      return "a list";
    } else if (value instanceof Map) {
      return "an object";
    }
    throw new IllegalArgumentException("not a JSON value: " + value.getClass());
  }
}
