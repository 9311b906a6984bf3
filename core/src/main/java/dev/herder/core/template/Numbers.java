package dev.herder.core.template;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Python's int and float: an int is a Long where it fits and a BigInteger elsewhere. */
final class Numbers {
  /** CPython refuses to convert longer integers to or from decimal text. */
  static final int MAX_DIGITS = 4300;

  private static final int MAX_PRINTABLE_BITS = 14_290;

  private Numbers() {}

  static boolean isInt(Object value) {
    return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
  }

  static boolean is(Object value) {
    return isInt(value) || value instanceof Double;
  }

  /** A boolean as the number it is in Python, anything else as it is. */
  static Object plain(Object value) {
    return value instanceof Boolean b ? (Object) (b ? 1L : 0L) : value;
  }

  static Object normalize(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  static Object normalize(Run run, BigInteger value) {
    if (value.bitLength() > run.limits.maxIntegerBits()) {
      throw new Failure("an integer of more than " + run.limits.maxIntegerBits() + " bits");
    }
    return normalize(value);
  }

  static BigInteger big(Object value) {
    return value instanceof BigInteger b ? b : BigInteger.valueOf((Long) value);
  }

  /** A number as a float; an int beyond the range of floats is an error. */
  static double toDouble(Object value) {
    if (value instanceof BigInteger b) {
      double d = b.doubleValue();
      if (Double.isInfinite(d)) {
        throw Failure.overflow("int too large to convert to float");
      }
      return d;
    }
    return ((Number) plain(value)).doubleValue();
  }

  /** An int cut to the range of Java's int; other types are refused. */
  static int toInt(Object value) {
    if (value instanceof Long n) {
      return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, n));
    }
    if (value instanceof Boolean b) {
      return b ? 1 : 0;
    }
    if (value instanceof BigInteger b) {
      return b.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }
    throw Failure.type("'" + Types.name(value) + "' object cannot be interpreted as an integer");
  }

  /** The integer part of a finite float. */
  static Object truncate(double d) {
    if (Double.isNaN(d)) {
      throw Failure.value("cannot convert float NaN to integer");
    }
    if (Double.isInfinite(d)) {
      throw Failure.overflow("cannot convert float infinity to integer");
    }
    if (Math.abs(d) < 0x1p62) {
      return (long) d;
    }
    return normalize(new BigDecimal(d).toBigInteger());
  }

  static String print(Object integer) {
    if (integer instanceof BigInteger b) {
      String text = b.bitLength() > MAX_PRINTABLE_BITS ? "" : b.toString();
      if (text.isEmpty() || text.length() - (b.signum() < 0 ? 1 : 0) > MAX_DIGITS) {
        throw Failure.value(
            "Exceeds the limit (" + MAX_DIGITS + " digits) for integer string conversion");
      }
      return text;
    }
    return integer.toString();
  }

  /** Order of two numbers, neither of them NaN. */
  static int compare(Object left, Object right) {
    Object a = plain(left);
    Object b = plain(right);
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof Double x && b instanceof Double y) {
      return x < y ? -1 : x > y ? 1 : 0;
    }
    if (a instanceof Double x) {
      return -compareToDouble(b, x);
    }
    if (b instanceof Double y) {
      return compareToDouble(a, y);
    }
    return big(a).compareTo(big(b));
  }

  private static int compareToDouble(Object integer, double d) {
    if (Double.isInfinite(d)) {
      return d > 0 ? -1 : 1;
    }
    if (integer instanceof Long n && Math.abs(n) < (1L << 53)) {
      double x = n;
      return x < d ? -1 : x > d ? 1 : 0;
    }
    return new BigDecimal(big(integer)).compareTo(new BigDecimal(d));
  }

  static boolean isNan(Object value) {
    return value instanceof Double d && Double.isNaN(d);
  }
}
