package dev.herder.core.verify;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number as people write it in an answer: {@code 72}, {@code -$1,145.50}, {@code 12.5%}, {@code
 * 3/4}.
 *
 * @param value the exact value before any percent sign (a fraction to 34 digits)
 * @param percent whether a percent sign follows
 */
record FinalNumber(BigDecimal value, boolean percent) {
  /**
   * Sign, currency, digits with thousands commas or without, decimals, fraction, percent sign.
   *
   * <p>A minus after a digit, a letter or a closing bracket is a subtraction. Repetition is bounded
   * so that hostile text can neither overflow the stack nor make a huge number.
   */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<sign>(?<![\\w)\\]])[-\\u2212](?=[$\\u20ac\\u00a3\\u00a5.0-9]))?"
              + "(?:[$\\u20ac\\u00a3\\u00a5][ ]?)?(?<late>(?<=[$\\u20ac\\u00a3\\u00a5])[-\\u2212])?"
              + "(?<whole>[0-9]{1,3}(?:,[0-9]{2,3}){0,10},[0-9]{3}(?![0-9])|[0-9]{1,60}+)?"
              + "(?<decimals>\\.[0-9]{1,60}+)?"
              + "(?:/(?<under>[0-9]{1,60}+))?"
              + "(?<percent>[ ]?\\\\?%)?");

  /** The first number of the text, or null. */
  static @Nullable FinalNumber first(String text) {
    Matcher matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      FinalNumber number = of(matcher);
      if (number != null) {
        return number;
      }
    }
    return null;
  }

  /** The last number of the text, or null. */
  static @Nullable FinalNumber last(String text) {
    Matcher matcher = NUMBER.matcher(text);
    FinalNumber last = null;
    while (matcher.find()) {
      FinalNumber number = of(matcher);
      if (number != null) {
        last = number;
      }
    }
    return last;
  }

  /** Equal as numbers; where only one side has a percent sign, 50% is both 50 and 0.5. */
  boolean sameAs(FinalNumber other) {
    if (value.compareTo(other.value) == 0) {
      return true;
    }
    return percent != other.percent && fraction().compareTo(other.fraction()) == 0;
  }

  private BigDecimal fraction() {
    return percent ? value.movePointLeft(2) : value;
  }

  private static @Nullable FinalNumber of(Matcher matcher) {
    String whole = matcher.group("whole");
    String decimals = matcher.group("decimals");
    if (whole == null && decimals == null) {
      return null;
    }
    BigDecimal value =
        new BigDecimal(
            (whole == null ? "0" : whole.replace(",", "")) + (decimals == null ? "" : decimals));
    String under = matcher.group("under");
    if (under != null && new BigDecimal(under).signum() != 0) {
      value = value.divide(new BigDecimal(under), MathContext.DECIMAL128);
    }
    boolean negative = (matcher.group("sign") == null) != (matcher.group("late") == null);
    return new FinalNumber(negative ? value.negate() : value, matcher.group("percent") != null);
  }
}
