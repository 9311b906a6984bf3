package dev.herder.core.template;

import org.jspecify.annotations.Nullable;

/** Strings seen as Python sees them: sequences of code points. */
final class Text {
  private Text() {}

  static boolean is(Object value) {
    return value instanceof String || value instanceof Markup;
  }

  /** The characters of a string or markup; anything else is refused. */
  static String of(Object value) {
    String text = orNull(value);
    if (text == null) {
      throw Failure.type("expected str instance, " + Types.name(value) + " found");
    }
    return text;
  }

  static @Nullable String orNull(Object value) {
    if (value instanceof String s) {
      return s;
    }
    return value instanceof Markup m ? m.text() : null;
  }

  /** The string in the kind of another value: markup where that is markup. */
  static Object like(Object model, String text) {
    return model instanceof Markup ? new Markup(text) : text;
  }

  static int length(Run run, String text) {
    run.step(text.length() >> 5);
    return text.codePointCount(0, text.length());
  }

  /** The char index of a code point index in 0..length. */
  static int offset(String text, int codePoint) {
    return text.offsetByCodePoints(0, codePoint);
  }

  /** Python's notion of white space: str.isspace, and {@code \s} of its regular expressions. */
  static boolean isSpace(int c) {
    if (c < 128) {
      return c == ' ' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f);
    }
    return c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  /** Whether a character ends a line for str.splitlines. */
  static boolean isLineBreak(char c) {
    return (c >= 0x0a && c <= 0x0d)
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  static String strip(String text, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (right && end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Strips characters of a set, given as a string. */
  static String strip(String text, String characters, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end) {
      int c = text.codePointAt(start);
      if (characters.indexOf(c) < 0) {
        break;
      }
      start += Character.charCount(c);
    }
    while (right && end > start) {
      int c = text.codePointBefore(end);
      if (characters.indexOf(c) < 0) {
        break;
      }
      end -= Character.charCount(c);
    }
    return text.substring(start, end);
  }

  /** Order of code points, which differs from Java's order of chars beyond the first plane. */
  static int compare(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // A surrogate is part of a code point above every char of the first plane.
        if (Character.isSurrogate(x) != Character.isSurrogate(y)) {
          return Character.isSurrogate(x) ? 1 : -1;
        }
        return Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  static String repeat(Run run, String text, Object count) {
    long times = Math.max(0, Numbers.toInt(count));
    if (text.isEmpty() || times == 0) {
      return "";
    }
    run.allocateString(times * text.length());
    return text.repeat((int) times);
  }

  static String spaces(Run run, int count) {
    return repeat(run, " ", (long) count);
  }
}
