package dev.herder.core.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floats as Python writes them. */
final class FloatText {
  private FloatText() {}

  /** The shortest digits that read back as the same float: {@code repr(float)}. */
  static String repr(double d) {
    if (Double.isNaN(d)) {
      return "nan";
    }
    if (Double.isInfinite(d)) {
      return d > 0 ? "inf" : "-inf";
    }
    if (d == Math.rint(d) && Math.abs(d) < 1e15) {
      return d == 0 && 1 / d < 0 ? "-0.0" : (long) d + ".0";
    }
    BigDecimal shortest = shortest(Math.abs(d));
    String digits = stripZeros(shortest.unscaledValue().toString());
    int point = shortest.precision() - shortest.scale();
    String text =
        point <= -4 || point > 16 ? exponent(digits, point - 1, false) : plain(digits, point);
    return d < 0 ? "-" + text : text;
  }

  /** Digits with a decimal point after {@code point} of them, at least one on either side. */
  private static String plain(String digits, int point) {
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    if (point >= digits.length()) {
      return digits + "0".repeat(point - digits.length()) + ".0";
    }
    return digits.substring(0, point) + "." + digits.substring(point);
  }

  private static String exponent(String digits, int exponent, boolean alternate) {
    StringBuilder out = new StringBuilder(digits.length() + 6);
    out.append(digits.charAt(0));
    if (digits.length() > 1 || alternate) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+');
    int size = Math.abs(exponent);
    return out.append(size < 10 ? "0" : "").append(size).toString();
  }

  private static BigDecimal shortest(double d) {
    BigDecimal exact = new BigDecimal(d);
    // Double.toString reads back but is sometimes a digit or two too long before JDK 19.
    int precision = new BigDecimal(Double.toString(d)).stripTrailingZeros().precision();
    BigDecimal best = nearest(exact, d, precision);
    while (best == null) {
      best = nearest(exact, d, ++precision);
    }
    for (int fewer = precision - 1; fewer > 0; fewer--) {
      BigDecimal shorter = nearest(exact, d, fewer);
      if (shorter == null) {
        break;
      }
      best = shorter;
    }
    return best;
  }

  /** The decimal of so many digits nearest to a float among those that read back, or null. */
  private static @org.jspecify.annotations.Nullable BigDecimal nearest(
      BigDecimal exact, double d, int precision) {
    BigDecimal below = exact.round(new MathContext(precision, RoundingMode.DOWN));
    BigDecimal above = exact.round(new MathContext(precision, RoundingMode.UP));
    boolean belowReads = below.doubleValue() == d;
    boolean aboveReads = above.doubleValue() == d;
    if (belowReads && aboveReads) {
      return exact.subtract(below).compareTo(above.subtract(exact)) <= 0 ? below : above;
    }
    return belowReads ? below : aboveReads ? above : null;
  }

  /** A finite float without its sign and a fixed number of decimals: {@code %.nf}. */
  static String fixed(double d, int decimals, boolean alternate) {
    String text =
        new BigDecimal(Math.abs(d)).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    return alternate && decimals == 0 ? text + "." : text;
  }

  /** A finite float without its sign, one digit before the point: {@code %.ne}. */
  static String scientific(double d, int decimals, boolean alternate) {
    if (d == 0) {
      return exponent("0".repeat(decimals + 1), 0, alternate);
    }
    BigDecimal rounded =
        new BigDecimal(Math.abs(d)).round(new MathContext(decimals + 1, RoundingMode.HALF_EVEN));
    String digits = rounded.unscaledValue().toString();
    int exponent = rounded.precision() - rounded.scale() - 1;
    String padded =
        digits.length() > decimals
            ? digits.substring(0, decimals + 1)
            : digits + "0".repeat(decimals + 1 - digits.length());
    return exponent(padded, exponent, alternate);
  }

  /**
   * A finite float without its sign in the shorter of both notations: {@code %.ng}.
   *
   * @param pointZero what {@code format} does without a type: at least one digit after the point
   */
  static String general(double d, int precision, boolean alternate, boolean pointZero) {
    int digits = Math.max(1, precision);
    int exponent = 0;
    if (d != 0) {
      BigDecimal rounded =
          new BigDecimal(Math.abs(d)).round(new MathContext(digits, RoundingMode.HALF_EVEN));
      exponent = rounded.precision() - rounded.scale() - 1;
    }
    if (exponent < -4 || exponent >= digits - (pointZero ? 1 : 0)) {
      String text = scientific(d, digits - 1, alternate);
      int e = text.indexOf('e');
      return alternate ? text : trimmed(text.substring(0, e)) + text.substring(e);
    }
    String text = fixed(d, digits - 1 - exponent, alternate);
    if (alternate) {
      return text;
    }
    String trimmed = trimmed(text);
    return pointZero && trimmed.indexOf('.') < 0 ? trimmed + ".0" : trimmed;
  }

  private static String trimmed(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    String digits = stripZeros(text);
    return digits.endsWith(".") ? digits.substring(0, digits.length() - 1) : digits;
  }

  private static String stripZeros(String digits) {
    int end = digits.length();
    while (end > 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }
}
