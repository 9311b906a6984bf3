package dev.herder.core.verify;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * 1 for an answer of a length within a range, less the further it is outside.
 *
 * <p>Words are what white space separates. Below the range the score falls in a straight line to 0
 * at no words, above it to 0 at twice the most.
 *
 * @param least words, from 0
 * @param most words, from 1
 */
record LengthVerifier(int least, int most) implements Verifier {
  private static final Pattern RANGE = Pattern.compile("(?:([0-9]{1,6})-)?([0-9]{1,6})");
  private static final Pattern WORD = Pattern.compile("\\S+");

  /** Reads the parameter of {@code length:MOST} or {@code length:LEAST-MOST}. */
  static LengthVerifier of(String parameter) {
    Matcher range = RANGE.matcher(parameter);
    if (range.matches()) {
      int least = range.group(1) == null ? 0 : Integer.parseInt(range.group(1));
      int most = Integer.parseInt(range.group(2));
      if (most >= 1 && least <= most) {
        return new LengthVerifier(least, most);
      }
    }
    throw new UserError(
        "verifier: 'length:"
            + parameter
            + "' is not a range of words, expected length:200 or length:50-200");
  }

  @Override
  public String name() {
    return "length:" + (least == 0 ? "" : least + "-") + most;
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    long words = WORD.matcher(completion).results().count();
    if (words < least) {
      return (double) words / least;
    }
    return words <= most ? 1 : Math.max(0, 2 - (double) words / most);
  }
}
