package dev.herder.core.template;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Python's classes and cases of characters. */
final class Characters {
  /** First and last of each run of digits that are not decimal digits. */
  private static final int[] OTHER_DIGITS = {
    0xb2, 0xb3, 0xb9, 0xb9, 0x1369, 0x1371, 0x19da, 0x19da, 0x2070, 0x2070, 0x2074, 0x2079, 0x2080,
    0x2089, 0x2460, 0x2468, 0x2474, 0x247c, 0x2488, 0x2490, 0x24ea, 0x24ea, 0x24f5, 0x24fd, 0x24ff,
    0x24ff, 0x2776, 0x277e, 0x2780, 0x2788, 0x278a, 0x2792, 0x10a40, 0x10a43, 0x10e60, 0x10e68,
    0x11052, 0x1105a, 0x1f100, 0x1f10a
  };

  /** Ideographs that stand for numbers. */
  private static final String NUMERALS =
      "\u3405\u3483\u382a\u3b4d\u4e00\u4e03\u4e07\u4e09\u4e5d\u4e8c\u4e94\u4e96\u4ebf"
          + "\u4ec0\u4edf\u4ee8\u4f0d\u4f70\u5104\u5146\u5169\u516b\u516d\u5341\u5343\u5344"
          + "\u5345\u534c\u53c1\u53c2\u53c3\u53c4\u56db\u58f1\u58f9\u5e7a\u5efe\u5eff\u5f0c"
          + "\u5f0d\u5f0e\u5f10\u62fe\u634c\u67d2\u6f06\u7396\u767e\u8086\u842c\u8cae\u8cb3"
          + "\u8d30\u9621\u9646\u964c\u9678\u96f6\uf96b\uf973\uf978\uf9b2\uf9d1\uf9d3\uf9fd"
          + "\ud840\udc01\ud840\udc64\ud840\udce2\ud840\udd21\ud842\udd2a\ud842\udd83\ud842"
          + "\udd8c\ud842\udd9c\ud842\udeea\ud842\udefd\ud842\udf19\ud848\udf90\ud84a\udd98"
          + "\ud84e\udf1b\ud858\ude6d\ud87e\udc90";

  private Characters() {}

  static boolean isDecimal(int c) {
    return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
  }

  static boolean isDigit(int c) {
    if (isDecimal(c)) {
      return true;
    }
    for (int i = 0; i < OTHER_DIGITS.length; i += 2) {
      if (c >= OTHER_DIGITS[i] && c <= OTHER_DIGITS[i + 1]) {
        return true;
      }
    }
    return false;
  }

  static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER
        || isDigit(c)
        || (c > 0x3000 && NUMERALS.indexOf(c) >= 0);
  }

  static boolean isAlphanumeric(int c) {
    return Character.isLetter(c) || isNumeric(c);
  }

  /** A character that {@code \\w} matches. */
  static boolean isWord(int c) {
    return c == '_' || isAlphanumeric(c);
  }

  static boolean isCased(int c) {
    return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
  }

  static boolean isNameStart(int c) {
    return c == '_' || Character.isUnicodeIdentifierStart(c);
  }

  static boolean isNamePart(int c) {
    return c == '_'
        || (Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
  }

  /** Whether there are characters and all are of a class. */
  static boolean all(String text, IntPredicate of) {
    return !text.isEmpty() && text.codePoints().allMatch(of);
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  static boolean isTitle(String text) {
    boolean inWord = false;
    boolean cased = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isUpperCase(c) || Character.isTitleCase(c)) {
        if (inWord) {
          return false;
        }
        inWord = true;
        cased = true;
      } else if (Character.isLowerCase(c)) {
        if (!inWord) {
          return false;
        }
        cased = true;
      } else {
        inWord = false;
      }
    }
    return cased;
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private static String titleCase(int c) {
    int title = Character.toTitleCase(c);
    String character = Character.toString(c);
    String upper = upper(character);
    if (title != c || upper.codePointCount(0, upper.length()) == 1) {
      return Character.toString(title);
    }
    // A character that becomes several: only the first of them is a capital.
    int first = upper.offsetByCodePoints(0, 1);
    return upper.substring(0, first) + lower(upper.substring(first));
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return titleCase(text.codePointAt(0))
        + lower(text).substring(lower(text.substring(0, first)).length());
  }

  static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int end = i + Character.charCount(c);
      if (!inWord) {
        out.append(titleCase(c));
      } else if (c == '\u03a3') {
        boolean last = end == text.length() || !isCased(text.codePointAt(end));
        out.append(last ? '\u03c2' : '\u03c3');
      } else {
        out.append(lower(text.substring(i, end)));
      }
      inWord = isCased(c);
      i = end;
    }
    return out.toString();
  }

  static String swapCase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int end = i + Character.charCount(c);
      String character = text.substring(i, end);
      if (Character.isUpperCase(c)) {
        out.append(lower(character));
      } else if (Character.isLowerCase(c)) {
        out.append(upper(character));
      } else {
        out.append(character);
      }
      i = end;
    }
    return out.toString();
  }

  /** Lower case that also folds what only has an upper case of several letters. */
  static String caseFold(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int end = text.offsetByCodePoints(i, 1);
      String upper = upper(text.substring(i, end));
      for (int j = 0; j < upper.length(); ) {
        int next = upper.offsetByCodePoints(j, 1);
        out.append(lower(upper.substring(j, next)));
        j = next;
      }
      i = end;
    }
    return out.toString();
  }
}
