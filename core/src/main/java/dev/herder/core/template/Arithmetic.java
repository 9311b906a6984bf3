package dev.herder.core.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Python's arithmetic on numbers. */
final class Arithmetic {
  private static final long EXACT = 1L << 53;

  private Arithmetic() {}

  static Object add(Run run, Object left, Object right) {
    Object a = Numbers.plain(left);
    Object b = Numbers.plain(right);
    if (a instanceof Double || b instanceof Double) {
      return Numbers.toDouble(a) + Numbers.toDouble(b);
    }
    if (a instanceof Long x && b instanceof Long y) {
      long sum = x + y;
      if (((x ^ sum) & (y ^ sum)) >= 0) {
        return sum;
      }
    }
    return Numbers.normalize(run, Numbers.big(a).add(Numbers.big(b)));
  }

  static Object subtract(Run run, Object left, Object right) {
    return add(run, left, negate(right));
  }

  static Object negate(Object value) {
    Object a = Numbers.plain(value);
    if (a instanceof Double d) {
      return -d;
    }
    if (a instanceof Long n && n != Long.MIN_VALUE) {
      return -n;
    }
    return Numbers.normalize(Numbers.big(a).negate());
  }

  static Object multiply(Run run, Object left, Object right) {
    Object a = Numbers.plain(left);
    Object b = Numbers.plain(right);
    if (a instanceof Double || b instanceof Double) {
      return Numbers.toDouble(a) * Numbers.toDouble(b);
    }
    if (a instanceof Long x && b instanceof Long y) {
      long high = Math.multiplyHigh(x, y);
      long low = x * y;
      if ((high == 0 && low >= 0) || (high == -1 && low < 0)) {
        return low;
      }
    }
    return times(run, Numbers.big(a), Numbers.big(b));
  }

  private static Object times(Run run, BigInteger a, BigInteger b) {
    if ((long) a.bitLength() + b.bitLength() > run.limits.maxIntegerBits() + 2L) {
      throw new Failure("an integer of more than " + run.limits.maxIntegerBits() + " bits");
    }
    run.step(1 + (long) a.bitLength() * b.bitLength() / 65_536);
    return Numbers.normalize(run, a.multiply(b));
  }

  /** True division. */
  static Object divide(Run run, Object left, Object right) {
    Object a = Numbers.plain(left);
    Object b = Numbers.plain(right);
    if (isZero(b)) {
      throw Failure.division(
          a instanceof Double || b instanceof Double
              ? "float division by zero"
              : "division by zero");
    }
    if (a instanceof Double || b instanceof Double) {
      return Numbers.toDouble(a) / Numbers.toDouble(b);
    }
    if (a instanceof Long x
        && b instanceof Long y
        && Math.abs(x) <= EXACT
        && Math.abs(y) <= EXACT) {
      return (double) x / y;
    }
    run.step(64);
    // More digits than any tie between two floats has, so the second rounding changes nothing.
    BigDecimal quotient =
        new BigDecimal(Numbers.big(a))
            .divide(new BigDecimal(Numbers.big(b)), new MathContext(800, RoundingMode.DOWN));
    double d = quotient.doubleValue();
    if (Double.isInfinite(d)) {
      throw Failure.overflow("integer division result too large for a float");
    }
    return d;
  }

  static Object floorDivide(Run run, Object left, Object right) {
    Object a = Numbers.plain(left);
    Object b = Numbers.plain(right);
    if (a instanceof Double || b instanceof Double) {
      double x = Numbers.toDouble(a);
      double y = Numbers.toDouble(b);
      if (y == 0) {
        throw Failure.division("float floor division by zero");
      }
      double quotient = (x - modulo(x, y)) / y;
      if (quotient == 0) {
        return Math.copySign(0.0, x / y);
      }
      double floor = Math.floor(quotient);
      return quotient - floor > 0.5 ? floor + 1 : floor;
    }
    if (isZero(b)) {
      throw Failure.division("integer division or modulo by zero");
    }
    if (a instanceof Long x && b instanceof Long y && x != Long.MIN_VALUE) {
      return Math.floorDiv(x, y);
    }
    return Numbers.normalize(floorDivide(run, Numbers.big(a), Numbers.big(b))[0]);
  }

  static Object modulo(Run run, Object left, Object right) {
    Object a = Numbers.plain(left);
    Object b = Numbers.plain(right);
    if (a instanceof Double || b instanceof Double) {
      double y = Numbers.toDouble(b);
      if (y == 0) {
        throw Failure.division("float modulo");
      }
      return modulo(Numbers.toDouble(a), y);
    }
    if (isZero(b)) {
      throw Failure.division("integer division or modulo by zero");
    }
    if (a instanceof Long x && b instanceof Long y) {
      return Math.floorMod(x, y);
    }
    return Numbers.normalize(floorDivide(run, Numbers.big(a), Numbers.big(b))[1]);
  }

  private static double modulo(double x, double y) {
    double remainder = x % y;
    if (remainder == 0) {
      return Math.copySign(0.0, y);
    }
    return (y < 0) != (remainder < 0) ? remainder + y : remainder;
  }

  /** Quotient rounded down, and the remainder that has the divisor's sign. */
  private static BigInteger[] floorDivide(Run run, BigInteger a, BigInteger b) {
    run.step(1 + (long) a.bitLength() * b.bitLength() / 65_536);
    BigInteger[] result = a.divideAndRemainder(b);
    if (result[1].signum() != 0 && result[1].signum() != b.signum()) {
      result[0] = result[0].subtract(BigInteger.ONE);
      result[1] = result[1].add(b);
    }
    return result;
  }

  static Object power(Run run, Object left, Object right) {
    Object a = Numbers.plain(left);
    Object b = Numbers.plain(right);
    if (a instanceof Double || b instanceof Double || isNegative(b)) {
      return power(Numbers.toDouble(a), Numbers.toDouble(b));
    }
    BigInteger base = Numbers.big(a);
    if (base.abs().bitLength() <= 1) {
      boolean odd = Numbers.big(b).testBit(0);
      return isZero(b) ? (Object) 1L : Numbers.normalize(odd ? base : base.abs());
    }
    long bits = (base.abs().bitLength() - 1L) * Numbers.toInt(b);
    if (bits > run.limits.maxIntegerBits()) {
      throw new Failure("an integer of more than " + run.limits.maxIntegerBits() + " bits");
    }
    run.step(1 + bits * bits / 65_536);
    return Numbers.normalize(run, base.pow(Numbers.toInt(b)));
  }

  private static Object power(double x, double y) {
    if (x == 1 || y == 0) {
      return 1.0;
    }
    if (x == 0 && y < 0) {
      throw Failure.division("0.0 cannot be raised to a negative power");
    }
    if (x < 0 && y != Math.rint(y) && !Double.isInfinite(x)) {
      throw Failure.unsupported("a complex number");
    }
    double result = Math.pow(x, y);
    if (Double.isInfinite(result) && !Double.isInfinite(x) && !Double.isInfinite(y)) {
      throw Failure.overflow("(34, 'Numerical result out of range')");
    }
    return result;
  }

  private static boolean isZero(Object number) {
    return number instanceof Double d ? d == 0 : number instanceof Long n && n == 0;
  }

  private static boolean isNegative(Object integer) {
    return integer instanceof Long n ? n < 0 : ((BigInteger) integer).signum() < 0;
  }
}
