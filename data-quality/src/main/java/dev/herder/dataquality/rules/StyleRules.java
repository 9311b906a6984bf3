package dev.herder.dataquality.rules;

import dev.herder.core.overlap.Words;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Habits of speech that spoil a model if too many rows have them. */
final class StyleRules {
  private static final Pattern APOLOGY =
      Pattern.compile(
          "\\b(?:i['’]?m|i am)(?: (?:so|very|really|truly|deeply|terribly))? sorry\\b"
              + "|\\bi (?:sincerely |deeply |must )?apologi[sz]e\\b"
              + "|\\b(?:my|sincere) apologies\\b"
              + "|\\bsorry for (?:the|any|that|my)\\b"
              + "|\\bapologies for\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /** Fewer than this are a matter of taste, however short the text. */
  private static final int LEAST = 3;

  private static final int LONG_RUN = 4;

  private StyleRules() {}

  static @Nullable String emoji(String text, double per100Words) {
    long count = text.codePoints().filter(StyleRules::isEmoji).count();
    return spam("emoji", count, text, per100Words);
  }

  static @Nullable String exclamations(String text, double per100Words) {
    long count = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      boolean mark = isExclamation(text.charAt(i));
      run = mark ? run + 1 : 0;
      if (run == LONG_RUN) {
        return "a run of " + LONG_RUN + " or more exclamation marks at character " + (i - 2);
      }
      // Within code, as in a != b and !done, it is none.
      count += mark && (i + 1 == text.length() || endsWord(text.charAt(i + 1))) ? 1 : 0;
    }
    return spam("exclamation marks", count, text, per100Words);
  }

  static @Nullable String apology(String text) {
    Matcher matcher = APOLOGY.matcher(text);
    return matcher.find()
        ? "\"" + matcher.group() + "\" at character " + (matcher.start() + 1)
        : null;
  }

  private static @Nullable String spam(String what, long count, String text, double per100Words) {
    if (count < LEAST) {
      return null;
    }
    int words = Words.hashes(text).length;
    return 100.0 * count > per100Words * words
        ? count + " " + what + " in " + words + " words"
        : null;
  }

  private static boolean isExclamation(char c) {
    return c == '!' || c == '！';
  }

  private static boolean endsWord(char c) {
    return Character.isWhitespace(c) || isExclamation(c) || c == '?' || c == '"' || c == '”';
  }

  private static boolean isEmoji(int c) {
    return (c >= 0x1F300 && c <= 0x1FAFF)
        || (c >= 0x1F1E6 && c <= 0x1F1FF)
        || (c >= 0x2600 && c <= 0x27BF)
        || c == 0x2B50
        || c == 0x2B55;
  }
}
