package dev.herder.core.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them: short, rounded, the same in every locale. */
public final class Figures {
  private static final String[] SUFFIXES = {"", "k", "M", "G", "T"};
  private static final int LARGEST_EXPONENT = 3 * SUFFIXES.length - 1;
  private static final int SMALLEST_EXPONENT = -3;

  private Figures() {}

  /** Three significant digits: {@code 1.23k}, {@code 45.6}, {@code 0.00789}, {@code 2e-5}. */
  public static String compact(double value) {
    return compact(value, 3);
  }

  /**
   * A value rounded to some significant digits, without trailing zeros.
   *
   * <p>From a thousand on with k, M, G, T; below a thousandth and beyond T in scientific notation.
   */
  public static String compact(double value, int digits) {
    if (!Double.isFinite(value)) {
      return nonFinite(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_UP));
    if (rounded.signum() == 0) {
      return "0";
    }
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent < SMALLEST_EXPONENT || exponent > LARGEST_EXPONENT) {
      return plain(rounded.scaleByPowerOfTen(-exponent)) + "e" + exponent;
    }
    int thousands = Math.max(0, exponent / 3);
    return plain(rounded.scaleByPowerOfTen(-3 * thousands)) + SUFFIXES[thousands];
  }

  /** A count with thousands separated by commas. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /**
   * A share as a percentage of one decimal.
   *
   * <p>Only an exact 0 reads {@code 0 %} and only an exact 1 reads {@code 100 %}.
   *
   * @param fraction usually 0 to 1
   */
  public static String share(double fraction) {
    if (!Double.isFinite(fraction)) {
      return nonFinite(fraction);
    }
    if (fraction > 0 && fraction < 0.0005) {
      return "<0.1 %";
    }
    if (fraction < 1 && fraction >= 0.9995) {
      return ">99.9 %";
    }
    BigDecimal percent = new BigDecimal(fraction * 100).setScale(1, RoundingMode.HALF_UP);
    return plain(percent) + " %";
  }

  /** Memory given in mebibytes: {@code 812 MiB}, {@code 3.21 GiB}. */
  public static String mebibytes(double mebibytes) {
    if (!Double.isFinite(mebibytes)) {
      return nonFinite(mebibytes);
    }
    return Math.abs(mebibytes) < 1024
        ? rounded(mebibytes) + " MiB"
        : rounded(mebibytes / 1024) + " GiB";
  }

  /** A duration with units, two at most: {@code 8.4 s}, {@code 3 min 05 s}, {@code 2 h 04 min}. */
  public static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return nonFinite(seconds);
    }
    if (seconds < 59.95) {
      return compact(new BigDecimal(seconds).setScale(1, RoundingMode.HALF_UP).doubleValue())
          + " s";
    }
    long whole = Math.round(seconds);
    long minutes = whole / 60;
    long hours = minutes / 60;
    if (hours == 0) {
      return String.format(Locale.ROOT, "%d min %02d s", minutes, whole % 60);
    }
    return hours < 24
        ? String.format(Locale.ROOT, "%d h %02d min", hours, minutes % 60)
        : String.format(Locale.ROOT, "%d d %02d h", hours / 24, hours % 24);
  }

  /** A duration as on a stop-watch: {@code 00:07}, {@code 12:34}, {@code 1:02:03}. */
  public static String stopwatch(double seconds) {
    if (!(seconds >= 0) || seconds > Integer.MAX_VALUE) {
      return "--:--";
    }
    long whole = Math.round(seconds);
    long hours = whole / 3600;
    return hours == 0
        ? String.format(Locale.ROOT, "%02d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", hours, whole / 60 % 60, whole % 60);
  }

  private static String rounded(double value) {
    BigDecimal exact = new BigDecimal(value);
    return plain(
        Math.abs(value) >= 999.5
            ? exact.setScale(0, RoundingMode.HALF_UP)
            : exact.round(new MathContext(3, RoundingMode.HALF_UP)));
  }

  private static String nonFinite(double value) {
    return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
