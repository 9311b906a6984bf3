package dev.herder.core.template;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code format % values} on strings. */
final class Printf {
  private final Run run;
  private final String format;
  private final Object values;
  private final boolean mapping;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int used;

  private Printf(Run run, String format, Object values) {
    this.run = run;
    this.format = format;
    this.values = values;
    this.mapping =
        values instanceof Dict
            || values instanceof List
            || values instanceof Range
            || values instanceof Undefined;
  }

  /** Formats; in markup the values are escaped. */
  static Object format(Run run, Object format, Object values) {
    Printf printf = new Printf(run, Text.of(format), values);
    printf.run(format instanceof Markup);
    return Text.like(format, run.string(printf.out));
  }

  private void run(boolean markup) {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      if (percent < 0) {
        percent = format.length();
      }
      run.append(out, format.substring(at, percent));
      at = percent + 1;
      if (percent < format.length()) {
        directive(markup);
      }
    }
    int given = values instanceof Tuple t ? t.items().size() : 1;
    if (used < given && !mapping) {
      throw Failure.type("not all arguments converted during string formatting");
    }
  }

  private char next() {
    if (at >= format.length()) {
      throw Failure.value("incomplete format");
    }
    return format.charAt(at++);
  }

  private void directive(boolean markup) {
    run.step(1);
    @Nullable Object value = null;
    if (at < format.length() && format.charAt(at) == '(') {
      value = lookup(key());
    }
    String flags = "";
    char c = next();
    while ("-+ #0".indexOf(c) >= 0) {
      flags += c;
      c = next();
    }
    at--;
    int width = size(0);
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    int precision = -1;
    if (at < format.length() && format.charAt(at) == '.') {
      at++;
      precision = Math.max(0, size(0));
    }
    c = next();
    if (c == 'h' || c == 'l' || c == 'L') {
      c = next();
    }
    if (c == '%') {
      run.append(out, "%");
      return;
    }
    if (value == null) {
      value = argument();
    }
    String text = convert(c, flags, precision, value);
    if (markup) {
      text = Markup.escape(run, text).text();
    }
    boolean numeric = "diuoxXeEfFgG".indexOf(c) >= 0;
    pad(text, width, flags, numeric);
  }

  private String key() {
    int depth = 1;
    int start = ++at;
    while (depth > 0) {
      if (at >= format.length()) {
        throw Failure.value("incomplete format key");
      }
      char c = format.charAt(at++);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    return format.substring(start, at - 1);
  }

  private Object lookup(String key) {
    if (!mapping) {
      throw Failure.type("format requires a mapping");
    }
    if (values instanceof Undefined u) {
      throw u.failure();
    }
    used = 1;
    Object value = values instanceof Dict d ? d.get(key) : null;
    if (value == null) {
      throw new Failure("KeyError: '" + key + "'");
    }
    return value;
  }

  /** A width or precision: digits, or a star for the next argument. */
  private int size(int otherwise) {
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      Object value = argument();
      if (!Numbers.isInt(value)) {
        throw Failure.type("* wants int");
      }
      return Math.max(-Integer.MAX_VALUE, Numbers.toInt(value));
    }
    long size = otherwise;
    while (at < format.length()
        && Character.isDigit(format.charAt(at))
        && format.charAt(at) < 128) {
      size = size * 10 + format.charAt(at++) - '0';
      if (size > Integer.MAX_VALUE) {
        throw Failure.value("width too big");
      }
    }
    return (int) size;
  }

  private Object argument() {
    if (values instanceof Tuple t) {
      if (used < t.items().size()) {
        return t.items().get(used++);
      }
    } else if (used == 0) {
      used = 1;
      return values;
    }
    throw Failure.type("not enough arguments for format string");
  }

  private String convert(char type, String flags, int precision, Object value) {
    return switch (type) {
      case 's' -> cut(Repr.str(run, value), precision);
      case 'r' -> cut(Repr.of(run, value), precision);
      case 'a' -> cut(Repr.ascii(run, value), precision);
      case 'c' -> character(value);
      case 'd', 'i', 'u' -> integer(decimal(value), 10, flags, precision, "");
      case 'o' -> integer(exact(type, value), 8, flags, precision, "0o");
      case 'x' -> integer(exact(type, value), 16, flags, precision, "0x");
      case 'X' ->
          integer(exact(type, value), 16, flags, precision, "0x")
              .toUpperCase(java.util.Locale.ROOT);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> real(type, value, flags, precision);
      default ->
          throw Failure.value("unsupported format character '" + type + "' at index " + (at - 1));
    };
  }

  private static String cut(String text, int precision) {
    return precision >= 0 && precision < text.codePointCount(0, text.length())
        ? text.substring(0, Text.offset(text, precision))
        : text;
  }

  private static String character(Object value) {
    String text = Text.orNull(value);
    if (text != null && text.codePointCount(0, text.length()) == 1) {
      return text;
    }
    if (value instanceof Long n) {
      if (n < 0 || n > Character.MAX_CODE_POINT) {
        throw Failure.overflow("%c arg not in range(0x110000)");
      }
      return Character.toString(n.intValue());
    }
    throw Failure.type("%c requires int or char");
  }

  private static BigInteger decimal(Object value) {
    if (value instanceof Double d) {
      return Numbers.big(Numbers.truncate(d));
    }
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    if (!Numbers.isInt(value)) {
      throw Failure.type("%d format: a real number is required, not " + Types.name(value));
    }
    return Numbers.big(Numbers.plain(value));
  }

  private static BigInteger exact(char type, Object value) {
    if (!Numbers.isInt(value)) {
      throw Failure.type("%" + type + " format: an integer is required, not " + Types.name(value));
    }
    return Numbers.big(Numbers.plain(value));
  }

  private String integer(BigInteger value, int radix, String flags, int precision, String prefix) {
    String digits =
        radix == 10 ? Numbers.print(Numbers.normalize(value.abs())) : value.abs().toString(radix);
    if (digits.length() < precision) {
      digits = Text.repeat(run, "0", (long) precision - digits.length()) + digits;
    }
    return sign(value.signum() < 0, flags) + (flags.indexOf('#') >= 0 ? prefix : "") + digits;
  }

  private String real(char type, Object value, String flags, int precision) {
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    if (!Numbers.is(value)) {
      throw Failure.type("must be real number, not " + Types.name(value));
    }
    double d = Numbers.toDouble(value);
    boolean negative = d < 0 || (d == 0 && 1 / d < 0);
    return sign(negative, flags)
        + FormatSpec.real(run, d, type, precision, flags.indexOf('#') >= 0);
  }

  private static String sign(boolean negative, String flags) {
    if (negative) {
      return "-";
    }
    return flags.indexOf('+') >= 0 ? "+" : flags.indexOf(' ') >= 0 ? " " : "";
  }

  private void pad(String text, int width, String flags, boolean numeric) {
    int missing = width - text.codePointCount(0, text.length());
    if (missing <= 0) {
      run.append(out, text);
    } else if (flags.indexOf('-') >= 0) {
      run.append(out, text);
      run.append(out, Text.spaces(run, missing));
    } else if (numeric && flags.indexOf('0') >= 0) {
      int digits = FormatSpec.prefixLength(text);
      run.append(out, text.substring(0, digits));
      run.append(out, Text.repeat(run, "0", (long) missing));
      run.append(out, text.substring(digits));
    } else {
      run.append(out, Text.spaces(run, missing));
      run.append(out, text);
    }
  }
}
