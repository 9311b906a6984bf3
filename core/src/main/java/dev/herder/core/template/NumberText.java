package dev.herder.core.template;

import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers read from text, as Python's {@code int(text, base)} and {@code float(text)} do. */
final class NumberText {
  private NumberText() {}

  /** Decimal digits of any script become ASCII; null if an underscore is out of place. */
  private static @Nullable String plain(String text, int base) {
    String stripped = Text.strip(text, true, true);
    StringBuilder out = new StringBuilder(stripped.length());
    for (int i = 0; i < stripped.length(); ) {
      int c = stripped.codePointAt(i);
      i += Character.charCount(c);
      if (c == '_') {
        char before = out.length() == 0 ? ' ' : out.charAt(out.length() - 1);
        char after = i < stripped.length() ? stripped.charAt(i) : ' ';
        if (Character.digit(before, Math.max(base, 10)) < 0
            || Character.digit(after, Math.max(base, 10)) < 0) {
          return null;
        }
      } else if (c > 127 && Characters.isDecimal(c)) {
        out.append((char) ('0' + Character.digit(c, 10)));
      } else {
        out.appendCodePoint(c);
      }
    }
    return out.toString();
  }

  static @Nullable Object integer(String text, int base) {
    if (base != 0 && (base < 2 || base > 36)) {
      return null;
    }
    String digits = plain(text, base == 0 ? 36 : base);
    if (digits == null || digits.isEmpty()) {
      return null;
    }
    boolean negative = digits.charAt(0) == '-';
    int at = negative || digits.charAt(0) == '+' ? 1 : 0;
    int radix = base;
    if (at + 1 < digits.length() && digits.charAt(at) == '0') {
      int prefix =
          switch (digits.charAt(at + 1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 0;
          };
      if (prefix != 0 && (base == 0 || base == prefix)) {
        radix = prefix;
        at += 2;
      } else if (base == 0 && !Characters.all(digits.substring(at), c -> c == '0')) {
        return null;
      }
    }
    radix = radix == 0 ? 10 : radix;
    return parsed(digits.substring(at), radix, negative);
  }

  private static @Nullable Object parsed(String digits, int radix, boolean negative) {
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) > 127 || Character.digit(digits.charAt(i), radix) < 0) {
        return null;
      }
    }
    boolean power = (radix & (radix - 1)) == 0;
    if (digits.isEmpty() || digits.length() > (power ? 10_000 : Numbers.MAX_DIGITS)) {
      return null;
    }
    BigInteger value = new BigInteger(digits, radix);
    return Numbers.normalize(negative ? value.negate() : value);
  }

  static @Nullable Double real(String text) {
    String plain = plain(text, 10);
    if (plain == null || plain.isEmpty()) {
      return null;
    }
    boolean negative = plain.charAt(0) == '-';
    String number = negative || plain.charAt(0) == '+' ? plain.substring(1) : plain;
    String lower = number.toLowerCase(Locale.ROOT);
    if (lower.equals("inf") || lower.equals("infinity")) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (lower.equals("nan")) {
      return Double.NaN;
    }
    if (!isDecimalFloat(lower)) {
      return null;
    }
    double d = Double.parseDouble(lower);
    return negative ? -d : d;
  }

  private static boolean isDecimalFloat(String text) {
    int at = digitsEnd(text, 0);
    int digits = at;
    if (at < text.length() && text.charAt(at) == '.') {
      int end = digitsEnd(text, at + 1);
      digits += end - at - 1;
      at = end;
    }
    if (digits == 0) {
      return false;
    }
    if (at < text.length() && text.charAt(at) == 'e') {
      at++;
      if (at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      int end = digitsEnd(text, at);
      if (end == at) {
        return false;
      }
      at = end;
    }
    return at == text.length();
  }

  private static int digitsEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
