package dev.herder.core.template;

import java.math.BigInteger;
import java.util.Locale;

/** Python's {@code format(value, spec)}. */
final class FormatSpec {
  private final String spec;
  private String fill = "";
  private char align;
  private char sign = '-';
  private boolean negativeZero = true;
  private boolean alternate;
  private int width;
  private char group;
  private int precision = -1;
  private char type;

  private FormatSpec(String spec) {
    this.spec = spec;
    int at = 0;
    int first = spec.isEmpty() ? 0 : Character.charCount(spec.codePointAt(0));
    if (spec.length() > first && first > 0 && isAlign(spec.charAt(first))) {
      fill = spec.substring(0, first);
      align = spec.charAt(first);
      at = first + 1;
    } else if (first > 0 && isAlign(spec.charAt(0))) {
      align = spec.charAt(0);
      at = 1;
    }
    if (is(at, "+- ")) {
      sign = spec.charAt(at++);
    }
    if (is(at, "z")) {
      negativeZero = false;
      at++;
    }
    if (is(at, "#")) {
      alternate = true;
      at++;
    }
    if (is(at, "0")) {
      if (fill.isEmpty()) {
        fill = "0";
        align = align == 0 ? '0' : align;
      }
      at++;
    }
    fill = fill.isEmpty() ? " " : fill;
    int digits = at;
    width = number(at);
    while (is(at, "0123456789")) {
      at++;
    }
    if (at == digits) {
      width = 0;
    }
    if (is(at, ",_")) {
      group = spec.charAt(at++);
      if (is(at, ",_")) {
        throw Failure.value("Cannot specify both ',' and '_'.");
      }
    }
    if (is(at, ".")) {
      at++;
      if (!is(at, "0123456789")) {
        throw Failure.value("Format specifier missing precision");
      }
      precision = number(at);
      while (is(at, "0123456789")) {
        at++;
      }
    }
    if (at + 1 < spec.length()) {
      throw Failure.value("Invalid format specifier '" + spec + "'");
    }
    type = at < spec.length() ? spec.charAt(at) : 0;
  }

  private static boolean isAlign(char c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
  }

  private boolean is(int at, String characters) {
    return at < spec.length() && characters.indexOf(spec.charAt(at)) >= 0;
  }

  private int number(int from) {
    long value = 0;
    for (int at = from; is(at, "0123456789"); at++) {
      value = value * 10 + spec.charAt(at) - '0';
      if (value > Integer.MAX_VALUE) {
        throw Failure.value("Too many decimal digits in format string");
      }
    }
    return (int) value;
  }

  static String format(Run run, Object value, String spec) {
    if (spec.isEmpty()) {
      return Repr.str(run, value);
    }
    if (value instanceof String s) {
      return new FormatSpec(spec).text(run, s);
    }
    if (value instanceof Double d) {
      return new FormatSpec(spec).real(run, d);
    }
    if (Numbers.isInt(value)) {
      return new FormatSpec(spec).integer(run, Numbers.plain(value));
    }
    throw Failure.type("unsupported format string passed to " + Types.name(value) + ".__format__");
  }

  private Failure unknownType(String of) {
    return Failure.value("Unknown format code '" + type + "' for object of type '" + of + "'");
  }

  private String text(Run run, String text) {
    if (type != 0 && type != 's') {
      throw unknownType("str");
    }
    if (sign != '-' || alternate || group != 0 || !negativeZero || align == '=') {
      throw Failure.value("this format specification is not allowed with a string: " + spec);
    }
    String cut =
        precision >= 0 && precision < Text.length(run, text)
            ? text.substring(0, Text.offset(text, precision))
            : text;
    return pad(run, cut, align == 0 || align == '0' ? '<' : align);
  }

  private String integer(Run run, Object value) {
    switch (type) {
      case 0, 'd', 'n', 'b', 'o', 'x', 'X', 'c' -> {
        if (precision >= 0) {
          throw Failure.value("Precision not allowed in integer format specifier");
        }
      }
      case 'e', 'E', 'f', 'F', 'g', 'G', '%' -> {
        return real(run, Numbers.toDouble(value));
      }
      default -> throw unknownType("int");
    }
    BigInteger n = Numbers.big(value);
    if (type == 'c') {
      if (n.signum() < 0 || n.bitLength() > 21 || n.intValue() > Character.MAX_CODE_POINT) {
        throw Failure.overflow("%c arg not in range(0x110000)");
      }
      return pad(run, Character.toString(n.intValue()), align == 0 ? '<' : align);
    }
    int radix = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
    if (group == ',' && radix != 10) {
      throw Failure.value("Cannot specify ',' with '" + type + "'.");
    }
    String prefix = alternate && radix != 10 ? "0" + Character.toLowerCase(type) : "";
    String digits =
        radix == 10 ? Numbers.print(Numbers.normalize(n.abs())) : n.abs().toString(radix);
    String text = number(run, n.signum() < 0, prefix, digits, "", radix == 10 ? 3 : 4);
    return type == 'X' ? text.toUpperCase(Locale.ROOT) : text;
  }

  private String real(Run run, double d) {
    if (type != 0 && "eEfFgGn%".indexOf(type) < 0) {
      throw unknownType("float");
    }
    String text;
    if (type == 0 && precision < 0) {
      text = FloatText.repr(Math.abs(d));
    } else if (type == '%') {
      text = real(run, d * 100, 'f', precision, alternate) + "%";
    } else if (type == 0 && !Double.isNaN(d) && !Double.isInfinite(d)) {
      checkPrecision(run, precision);
      text = FloatText.general(d, precision, alternate, true);
    } else {
      text = real(run, d, type == 'n' || type == 0 ? 'g' : type, precision, alternate);
    }
    boolean negative = d < 0 || (d == 0 && 1 / d < 0);
    if (negative && !negativeZero && text.chars().allMatch(c -> c == '0' || c == '.')) {
      negative = false;
    }
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return number(run, negative, "", text.substring(0, end), text.substring(end), 3);
  }

  /** A float's absolute value in one of the notations e, f and g. */
  static String real(Run run, double d, char type, int precision, boolean alternate) {
    int digits = precision < 0 ? 6 : precision;
    checkPrecision(run, digits);
    String text;
    if (Double.isNaN(d) || Double.isInfinite(d)) {
      text = Double.isNaN(d) ? "nan" : "inf";
    } else {
      text =
          switch (Character.toLowerCase(type)) {
            case 'e' -> FloatText.scientific(d, digits, alternate);
            case 'f' -> FloatText.fixed(d, digits, alternate);
            default -> FloatText.general(d, digits, alternate, false);
          };
    }
    return Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static void checkPrecision(Run run, int precision) {
    if (precision > 100_000) {
      throw Failure.value("precision too big");
    }
    run.allocateString(precision);
    run.step(precision);
  }

  private String number(
      Run run, boolean negative, String prefix, String digits, String tail, int size) {
    String head = (negative ? "-" : sign == '-' ? "" : String.valueOf(sign)) + prefix;
    boolean zeros = align == '0' || (align == '=' && fill.equals("0"));
    String body = digits;
    if (group != 0 && !digits.isEmpty()) {
      if (zeros) {
        run.allocateString(width);
        StringBuilder padded = new StringBuilder(digits);
        int rest = width - head.length() - tail.length();
        while (padded.length() + (padded.length() - 1) / size < rest) {
          padded.insert(0, '0');
          run.step(1 + (padded.length() >> 4));
        }
        body = padded.toString();
      }
      body = grouped(body, size);
    }
    if (align == '0' || align == '=') {
      int missing = width - head.length() - body.length() - tail.length();
      return missing > 0
          ? head + Text.repeat(run, fill, (long) missing) + body + tail
          : head + body + tail;
    }
    return pad(run, head + body + tail, align == 0 ? '>' : align);
  }

  private String grouped(String digits, int size) {
    StringBuilder out = new StringBuilder(digits.length() * 4 / 3 + 1);
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && (digits.length() - i) % size == 0) {
        out.append(group);
      }
      out.append(digits.charAt(i));
    }
    return out.toString();
  }

  private String pad(Run run, String text, char side) {
    long missing = width - (long) text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    long left = side == '<' ? 0 : side == '^' ? missing / 2 : missing;
    return Text.repeat(run, fill, left) + text + Text.repeat(run, fill, missing - left);
  }

  /** How long a number's sign and 0x are, which zeros are put behind. */
  static int prefixLength(String number) {
    int length = !number.isEmpty() && "+- ".indexOf(number.charAt(0)) >= 0 ? 1 : 0;
    if (number.length() > length + 1
        && number.charAt(length) == '0'
        && "xXo".indexOf(number.charAt(length + 1)) >= 0) {
      length += 2;
    }
    return length;
  }
}
