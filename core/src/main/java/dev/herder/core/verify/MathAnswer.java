package dev.herder.core.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the final result in worked text, and writes it plainly. */
final class MathAnswer {
  private static final Pattern BOXED = Pattern.compile("\\\\(?:boxed|fbox)\\s{0,5}\\{");
  private static final Pattern ANSWER_IS =
      Pattern.compile("(?i)answer\\s{1,5}is\\s{0,5}:?\\s{0,5}([^\\n]{1,200})");
  private static final Pattern TEXT = Pattern.compile("\\\\(?:text|mathrm|mbox)\\s?\\{([^{}]*)\\}");
  private static final Pattern SPACING =
      Pattern.compile("\\\\[,;:! ]|\\\\(?:left|right|displaystyle|quad|qquad)(?![a-zA-Z])|~|\\s");
  private static final Pattern DEGREES = Pattern.compile("\\^\\{?\\\\circ\\}?|\u00b0");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-\u2212]?[$\u20ac\u00a3]?(?:\\\\[dt]?frac\\{[^{}]{1,40}\\}\\{[^{}]{1,40}\\}"
              + "|[0-9][0-9,]{0,60}(?:\\.[0-9]{1,60})?(?:/[0-9]{1,60})?|\\.[0-9]{1,60})"
              + "(?:\\s?\\\\?%)?");

  private static final int MOST_BOXES = 8;

  private MathAnswer() {}

  /** The result of a worked answer; empty where there is none. */
  static String of(String text) {
    String boxed = boxed(text);
    if (boxed != null) {
      return plain(boxed);
    }
    int mark = text.lastIndexOf("####");
    if (mark >= 0) {
      return plain(text.substring(mark + 4).strip().lines().findFirst().orElse(""));
    }
    String said = null;
    for (Matcher found = ANSWER_IS.matcher(text); found.find(); ) {
      said = found.group(1);
    }
    if (said != null) {
      Matcher number = NUMBER.matcher(said);
      return plain(number.find() ? number.group() : said);
    }
    String last = "";
    for (Matcher found = NUMBER.matcher(text); found.find(); ) {
      last = found.group();
    }
    return plain(last);
  }

  /** The right result of a row: its text, or what a worked solution ends in. */
  static String given(String text) {
    return text.contains("####") || BOXED.matcher(text).find() ? of(text) : plain(text);
  }

  /** What the last closed box holds, or null; looks at the last few boxes. */
  private static @Nullable String boxed(String text) {
    Deque<Integer> starts = new ArrayDeque<>();
    for (Matcher found = BOXED.matcher(text); found.find(); ) {
      starts.push(found.end());
    }
    for (int i = 0; i < MOST_BOXES && !starts.isEmpty(); i++) {
      int start = starts.pop();
      int end = closing(text, start);
      if (end >= 0) {
        return text.substring(start, end);
      }
    }
    return null;
  }

  /** Where the brace closes that is open before a place, or -1. */
  private static int closing(String text, int start) {
    int depth = 1;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static String plain(String text) {
    String unitless = TEXT.matcher(text).replaceAll("").strip();
    String plain = unitless.isEmpty() ? TEXT.matcher(text).replaceAll("$1").strip() : unitless;
    plain = plain.replace("\\$", "$").replace("\\%", "%");
    plain = DEGREES.matcher(SPACING.matcher(plain).replaceAll("")).replaceAll("");
    plain = plain.replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac").replace('\u2212', '-');
    int start = 0;
    int end = plain.length();
    while (start < end && "$*".indexOf(plain.charAt(start)) >= 0) {
      start++;
    }
    while (end > start && "$*.,;".indexOf(plain.charAt(end - 1)) >= 0) {
      end--;
    }
    return plain.substring(start, end);
  }
}
