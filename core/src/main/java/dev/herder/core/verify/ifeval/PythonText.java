package dev.herder.core.verify.ifeval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text as Python's {@code str} and {@code re} see it, where Java sees it otherwise. */
final class PythonText {
  /** Flags under which {@code ^ $ .} know only the line feed, as in Python. */
  static final int FLAGS = Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS;

  /** The inside of a character class for Python's {@code \s}. */
  static final String SPACE = "\\s\\x1c-\\x1f";

  /** The inside of a character class for Python's {@code \w}. */
  static final String WORD = "\\p{L}\\p{N}_";

  /** Python's {@code \b}. */
  static final String BOUNDARY =
      "(?:(?<=[" + WORD + "])(?![" + WORD + "])|(?<![" + WORD + "])(?=[" + WORD + "]))";

  private PythonText() {}

  /** {@code str.isspace} of one character. */
  static boolean isSpace(int c) {
    return (c >= 0x1c && c <= 0x1f)
        || c == 0x85
        || (c >= '\t' && c <= '\r')
        || Character.isSpaceChar(c);
  }

  /** {@code str.strip()}. */
  static String strip(String text) {
    return strip(text, PythonText::isSpace);
  }

  /** {@code str.strip(c)} of one character. */
  static String strip(String text, char c) {
    return strip(text, found -> found == c);
  }

  private static String strip(String text, IntPredicate drop) {
    int start = 0;
    int end = text.length();
    while (start < end && drop.test(text.charAt(start))) {
      start++;
    }
    while (end > start && drop.test(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** {@code str.lower()}. */
  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** {@code str.split()}. */
  static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = -1;
    for (int i = 0; i < text.length(); i++) {
      boolean space = isSpace(text.charAt(i));
      if (!space && start < 0) {
        start = i;
      } else if (space && start >= 0) {
        parts.add(text.substring(start, i));
        start = -1;
      }
    }
    if (start >= 0) {
      parts.add(text.substring(start));
    }
    return parts;
  }

  /** {@code str.isupper()}. */
  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  /** {@code str.islower()}. */
  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  /** How often a pattern is found without overlap. */
  static int count(Pattern pattern, CharSequence text) {
    Matcher matcher = pattern.matcher(text);
    int count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }
}
