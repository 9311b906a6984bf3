package dev.herder.core.config;

import java.util.regex.Pattern;

/** Texts in double quotes, escaped as in JSON and YAML. */
final class Quoted {
  private static final int LONGEST = 60;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*");
  private static final Pattern MEANS_MORE =
      Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n");

  private Quoted() {}

  /** The text's beginning, in quotes, for messages. */
  static String shortly(String text) {
    if (text.codePointCount(0, text.length()) <= LONGEST) {
      return always(text);
    }
    return always(text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "...");
  }

  /** The text as YAML, in quotes only where it needs them. */
  static String ifNeeded(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !MEANS_MORE.matcher(text).matches();
    return plain ? text : always(text);
  }

  static String always(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> out.append(isSafe(text, i) ? c : String.format("\\u%04x", (int) c));
      }
    }
    return out.append('"').toString();
  }

  /** Printable by YAML's rules; anything doubtful is escaped. */
  private static boolean isSafe(String text, int index) {
    char c = text.charAt(index);
    if (c < 0x80) {
      return c >= 0x20 && c != 0x7f;
    }
    return Character.isLetterOrDigit(text.codePointAt(index))
        || Character.getType(c) == Character.OTHER_PUNCTUATION
        || (Character.isLowSurrogate(c)
            && index > 0
            && Character.isLetterOrDigit(text.codePointAt(index - 1)));
  }
}
