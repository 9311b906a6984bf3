package dev.herder.core.verify;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * 1 where an answer's final result is that of the prompt's {@code answer}, else 0.
 *
 * <p>The result is what the last {@code \boxed} holds, or else follows the last {@code ####}, or
 * else the last {@code answer is}, or else the last number. Numbers are compared as numbers, within
 * a tolerance; anything else as text without white space and LaTeX's spacing.
 *
 * @param tolerance numbers may differ by this times the larger of 1 and the right number; 0 or more
 */
record MathVerifier(double tolerance) implements Verifier {
  static final double DEFAULT_TOLERANCE = 1e-6;

  /** Reads the parameter of {@code math:TOLERANCE}; empty: the default. */
  static MathVerifier of(String parameter) {
    try {
      double tolerance = parameter.isEmpty() ? DEFAULT_TOLERANCE : Double.parseDouble(parameter);
      if (tolerance >= 0 && tolerance < 1) {
        return new MathVerifier(tolerance);
      }
    } catch (NumberFormatException e) {
      throw notATolerance(parameter, e);
    }
    throw notATolerance(parameter, null);
  }

  private static UserError notATolerance(String parameter, @Nullable Throwable cause) {
    return new UserError(
        "verifier: 'math:"
            + parameter
            + "' has no tolerance, expected 0 to below 1 as in math:0.01",
        cause);
  }

  @Override
  public String name() {
    return tolerance == DEFAULT_TOLERANCE
        ? "math"
        : String.format(Locale.ROOT, "math:%s", tolerance);
  }

  @Override
  public void require(Row.Prompt prompt) {
    expected(prompt);
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    String expected = expected(prompt);
    String given = MathAnswer.of(completion);
    return !given.isEmpty() && same(given, expected) ? 1 : 0;
  }

  private String expected(Row.Prompt prompt) {
    String expected = MathAnswer.given(Expected.text(prompt, "answer", name()));
    if (expected.isEmpty()) {
      throw new UserError(
          prompt.source()
              + ": key 'answer': holds no result, expected one, as 3/4 or \\boxed{3/4}");
    }
    return expected;
  }

  private boolean same(String given, String expected) {
    MathNumber left = MathNumber.of(given);
    MathNumber right = MathNumber.of(expected);
    if (left == null || right == null) {
      return left == null && right == null && given.equals(expected);
    }
    return left.near(right, tolerance);
  }
}
