package dev.herder.core.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Filters on numbers. */
final class NumberFilters {
  private static final Signature INTEGER = Signature.of("int", 0, "default", "base");
  private static final Signature REAL = Signature.of("float", 0, "default");
  private static final Signature ROUND = Signature.of("round", 0, "precision", "method");
  private static final Signature FILE_SIZE = Signature.of("filesizeformat", 0, "binary");

  private NumberFilters() {}

  static Object abs(Run run, Object value, Args args) {
    Filters.none(args);
    Object n = Numbers.plain(value);
    if (!Numbers.is(n)) {
      throw Failure.type("bad operand type for abs(): '" + Types.name(value) + "'");
    }
    if (n instanceof Double d) {
      return Math.abs(d);
    }
    return Numbers.big(n).signum() < 0 ? Arithmetic.negate(n) : n;
  }

  static Object integer(Run run, Object value, Args args) {
    Bound a = INTEGER.bind(args);
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    if (Numbers.isInt(value)) {
      return Numbers.plain(value);
    }
    if (value instanceof Double d) {
      return Double.isNaN(d) ? a.get(0, 0L) : Numbers.truncate(d);
    }
    String text = Text.orNull(value);
    if (text == null) {
      return a.get(0, 0L);
    }
    Object base = a.get(1, 10L);
    Object parsed = Numbers.isInt(base) ? NumberText.integer(text, Numbers.toInt(base)) : null;
    if (parsed != null) {
      return parsed;
    }
    Double d = NumberText.real(text);
    return d == null || d.isNaN() || d.isInfinite() ? a.get(0, 0L) : Numbers.truncate(d);
  }

  static Object real(Run run, Object value, Args args) {
    Bound a = REAL.bind(args);
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    if (Numbers.is(value)) {
      return Numbers.toDouble(value);
    }
    String text = Text.orNull(value);
    Double parsed = text == null ? null : NumberText.real(text);
    return parsed == null ? a.get(0, 0.0) : parsed;
  }

  static Object round(Run run, Object value, Args args) {
    Bound a = ROUND.bind(args);
    Object method = a.get(1, "common");
    if (!method.equals("common") && !method.equals("ceil") && !method.equals("floor")) {
      throw new Failure("method must be common, ceil or floor");
    }
    Object precision = a.get(0, 0L);
    if (!method.equals("common")) {
      Object scale = Operators.binary("**").apply(run, 10L, precision);
      Object scaled = Operators.binary("*").apply(run, value, scale);
      Object whole = whole(scaled, method.equals("ceil"));
      return Operators.binary("/").apply(run, whole, scale);
    }
    Object n = Numbers.plain(value);
    if (!Numbers.is(n)) {
      throw Failure.type("type " + Types.name(value) + " doesn't define __round__ method");
    }
    if (n instanceof Double d) {
      return precision == None.NONE ? half(d) : (Object) rounded(d, Numbers.toInt(precision));
    }
    return precision == None.NONE ? n : rounded(run, n, Numbers.toInt(precision));
  }

  private static Object whole(Object value, boolean up) {
    if (value instanceof Double d) {
      return Numbers.truncate(up ? Math.ceil(d) : Math.floor(d));
    }
    if (!Numbers.isInt(value)) {
      throw Failure.type("must be real number, not " + Types.name(value));
    }
    return Numbers.plain(value);
  }

  private static Object half(double d) {
    return Numbers.truncate(Math.rint(d));
  }

  private static double rounded(double d, int decimals) {
    if (Double.isNaN(d) || Double.isInfinite(d) || decimals > 330) {
      return d;
    }
    if (decimals < -310) {
      return Math.copySign(0.0, d);
    }
    double result =
        new BigDecimal(Math.abs(d)).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
    if (Double.isInfinite(result)) {
      throw Failure.overflow("rounded value too large to represent");
    }
    return Math.copySign(result, d);
  }

  private static Object rounded(Run run, Object integer, int decimals) {
    if (decimals >= 0) {
      return integer;
    }
    if (decimals < -2 * Numbers.MAX_DIGITS) {
      return 0L;
    }
    run.step(-decimals);
    BigInteger rounded =
        new BigDecimal(Numbers.big(integer))
            .setScale(decimals, RoundingMode.HALF_EVEN)
            .toBigInteger();
    return Numbers.normalize(rounded);
  }

  static Object fileSize(Run run, Object value, Args args) {
    boolean binary = FILE_SIZE.bind(args).truth(run, 0, false);
    double bytes = size(value);
    if (bytes == 1) {
      return "1 Byte";
    }
    double base = binary ? 1024 : 1000;
    if (bytes < base) {
      return Numbers.print(Numbers.truncate(bytes)) + " Bytes";
    }
    String prefixes = "kMGTPEZY";
    double unit = base;
    for (int i = 0; i < prefixes.length(); i++) {
      unit *= base;
      if (bytes < unit || i == prefixes.length() - 1) {
        String number = FormatSpec.format(run, base * bytes / unit, ".1f");
        String prefix = prefixes.substring(i, i + 1);
        return number + " " + (binary ? prefix.replace('k', 'K') + "iB" : prefix + "B");
      }
    }
    throw new IllegalStateException("no unit");
  }

  private static double size(Object value) {
    if (value instanceof Undefined u) {
      throw u.failure();
    }
    if (Numbers.is(value)) {
      return Numbers.toDouble(value);
    }
    String text = Text.orNull(value);
    @Nullable Double size = text == null ? null : NumberText.real(text);
    if (size == null) {
      throw Failure.value("could not convert to float: " + Types.brief(value));
    }
    return size;
  }
}
