package dev.herder.core.template;

import java.math.BigInteger;

/** Numbers and strings as templates write them. */
final class Literals {
  private Literals() {}

  private static boolean isDigit(String source, int at, int radix) {
    return at < source.length()
        && source.charAt(at) < 128
        && Character.digit(source.charAt(at), radix) >= 0;
  }

  /** The end of digits that may be separated by single underscores, or {@code from}. */
  private static int digitsEnd(String source, int from) {
    int at = from;
    while (isDigit(source, at, 10)) {
      at++;
      if (at < source.length() && source.charAt(at) == '_' && isDigit(source, at + 1, 10)) {
        at++;
      }
    }
    return at;
  }

  /** The end of a float that begins here, or {@code from} if none does. */
  static int floatEnd(String source, int from) {
    if (from > 0 && source.charAt(from - 1) == '.') {
      return from;
    }
    int whole = digitsEnd(source, from);
    if (whole == from) {
      return from;
    }
    int fraction = whole;
    if (whole < source.length() && source.charAt(whole) == '.') {
      int end = digitsEnd(source, whole + 1);
      fraction = end > whole + 1 ? end : whole;
    }
    if (fraction < source.length() && (source.charAt(fraction) | 0x20) == 'e') {
      int start = fraction + 1;
      if (start < source.length() && "+-".indexOf(source.charAt(start)) >= 0) {
        start++;
      }
      int exponent = digitsEnd(source, start);
      if (exponent > start) {
        return exponent;
      }
    }
    return fraction > whole ? fraction : from;
  }

  /** The end of an integer that begins here, or {@code from} if none does. */
  static int integerEnd(String source, int from) {
    if (!isDigit(source, from, 10)) {
      return from;
    }
    if (source.charAt(from) != '0') {
      return digitsEnd(source, from);
    }
    int radix = from + 1 < source.length() ? radix(source.charAt(from + 1)) : 10;
    int at = radix == 10 ? from + 1 : from + 2;
    int start = at;
    while (true) {
      int digit = at < source.length() && source.charAt(at) == '_' ? at + 1 : at;
      boolean fits =
          radix == 10
              ? digit < source.length() && source.charAt(digit) == '0'
              : isDigit(source, digit, radix);
      if (!fits) {
        break;
      }
      at = digit + 1;
    }
    return radix != 10 && at == start ? from + 1 : at;
  }

  private static int radix(char letter) {
    return switch (letter) {
      case 'b', 'B' -> 2;
      case 'o', 'O' -> 8;
      case 'x', 'X' -> 16;
      default -> 10;
    };
  }

  static Object integer(String text, int line) {
    String digits = text.replace("_", "");
    int radix = digits.length() > 1 ? radix(digits.charAt(1)) : 10;
    if (digits.length() > Numbers.MAX_DIGITS) {
      throw new TemplateError(line, "an integer of more than " + Numbers.MAX_DIGITS + " digits");
    }
    return Numbers.normalize(new BigInteger(radix == 10 ? digits : digits.substring(2), radix));
  }

  static Object real(String text) {
    return Double.parseDouble(text.replace("_", ""));
  }

  /** One past the closing quote of the string that begins here, or -1 if it is not closed. */
  static int stringEnd(String source, int from) {
    char quote = source.charAt(from);
    for (int i = from + 1; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == quote) {
        return i + 1;
      }
    }
    return -1;
  }

  /** Resolves the escapes of Python's string literals. */
  static String string(String raw, int line) {
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    StringBuilder out = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char kind = raw.charAt(++i);
      switch (kind) {
        case '\n' -> {}
        case '\\', '\'', '"' -> out.append(kind);
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'v' -> out.append('\u000b');
        case 'x' -> i = hexadecimal(raw, i, 2, out, line);
        case 'u' -> i = hexadecimal(raw, i, 4, out, line);
        case 'U' -> i = hexadecimal(raw, i, 8, out, line);
        case 'N' -> i = named(raw, i, out, line);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> {
          int end = i + 1;
          while (end < raw.length() && end < i + 3 && isDigit(raw, end, 8)) {
            end++;
          }
          out.append((char) Integer.parseInt(raw.substring(i, end), 8));
          i = end - 1;
        }
        default -> {
          if (kind < 128) {
            out.append('\\').append(kind);
          } else {
            // jinja first turns what is not ASCII into escapes, whose backslash this one escapes.
            int point = raw.codePointAt(i);
            i += Character.charCount(point) - 1;
            out.append('\\').append(String.format(form(point), point));
          }
        }
      }
    }
    return out.toString();
  }

  private static String form(int point) {
    return point < 0x100 ? "x%02x" : point < 0x10000 ? "u%04x" : "U%08x";
  }

  private static int hexadecimal(String raw, int at, int digits, StringBuilder out, int line) {
    int end = at + 1;
    while (end < raw.length() && end <= at + digits && isDigit(raw, end, 16)) {
      end++;
    }
    if (end != at + 1 + digits) {
      throw new TemplateError(
          line,
          "truncated \\"
              + raw.charAt(at)
              + " escape in a string, expected "
              + digits
              + " hexadecimal digits");
    }
    long point = Long.parseLong(raw.substring(at + 1, end), 16);
    if (point > Character.MAX_CODE_POINT) {
      throw new TemplateError(line, "illegal Unicode character in a string");
    }
    out.appendCodePoint((int) point);
    return end - 1;
  }

  private static int named(String raw, int at, StringBuilder out, int line) {
    int close = raw.indexOf('}', at);
    if (at + 1 >= raw.length() || raw.charAt(at + 1) != '{' || close < 0) {
      throw new TemplateError(line, "malformed \\N character escape in a string");
    }
    try {
      out.appendCodePoint(Character.codePointOf(raw.substring(at + 2, close)));
    } catch (IllegalArgumentException e) {
      throw new TemplateError(line, "unknown Unicode character name in a string");
    }
    return close;
  }
}
