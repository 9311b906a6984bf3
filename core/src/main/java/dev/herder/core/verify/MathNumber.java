package dev.herder.core.verify;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number as mathematical text writes it: {@code -1,145.5}, {@code 3/4}, {@code \frac{3}{4}},
 * {@code 1\frac{1}{2}}, {@code 1.5\times10^{3}}, {@code 12%}.
 *
 * @param value the value before any percent sign
 * @param percent whether a percent sign follows
 */
record MathNumber(double value, boolean percent) {
  private static final String PLAIN =
      "(?:[0-9]{1,3}(?:,[0-9]{3}){1,20}|[0-9]{1,60})?(?:\\.[0-9]{0,60})?";
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<sign>[-+]?)[$\u20ac\u00a3]?(?<late>-?)(?<whole>"
              + PLAIN
              + ")(?:(?:/|\\\\div)(?<under>"
              + PLAIN
              + ")|\\\\frac(?:\\{(?<top>-?"
              + PLAIN
              + ")\\}|(?<topDigit>[0-9]))(?:\\{(?<bottom>"
              + PLAIN
              + ")\\}|(?<bottomDigit>[0-9]))"
              + "|(?:[eE]|(?:\\\\times|\\\\cdot|\u00d7|\\*)10\\^)\\{?(?<exponent>[-+]?[0-9]{1,3})\\}?)?"
              + "(?<percent>%?)");

  /** The number that a whole text is, without white space; null if it is none. */
  static @Nullable MathNumber of(String text) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    Double whole = number(matcher.group("whole"));
    Double top = number(either(matcher, "top", "topDigit"));
    Double bottom = number(either(matcher, "bottom", "bottomDigit"));
    Double under = number(matcher.group("under"));
    double value;
    if (top != null && bottom != null && bottom != 0) {
      value = (whole == null ? 0 : whole) + top / bottom;
    } else if (top != null || matcher.group("top") != null || whole == null) {
      return null;
    } else if (matcher.group("under") != null) {
      if (under == null || under == 0) {
        return null;
      }
      value = whole / under;
    } else {
      String exponent = matcher.group("exponent");
      value = exponent == null ? whole : whole * Math.pow(10, Integer.parseInt(exponent));
    }
    boolean negative = matcher.group("sign").equals("-") != matcher.group("late").equals("-");
    return Double.isFinite(value)
        ? new MathNumber(negative ? -value : value, !matcher.group("percent").isEmpty())
        : null;
  }

  /**
   * Whether it is the right number.
   *
   * <p>Where only one side has a percent sign, 50% is both 50 and 0.5.
   *
   * @param tolerance times the larger of 1 and the right number's size
   */
  boolean near(MathNumber right, double tolerance) {
    if (close(value, right.value, tolerance)) {
      return true;
    }
    return percent != right.percent && close(fraction(), right.fraction(), tolerance);
  }

  private static boolean close(double left, double right, double tolerance) {
    return Math.abs(left - right) <= tolerance * Math.max(1, Math.abs(right));
  }

  private double fraction() {
    return percent ? value / 100 : value;
  }

  private static @Nullable String either(Matcher matcher, String first, String second) {
    String found = matcher.group(first);
    return found == null ? matcher.group(second) : found;
  }

  private static @Nullable Double number(@Nullable String text) {
    if (text == null || text.chars().noneMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    return Double.valueOf(text.replace(",", ""));
  }
}
