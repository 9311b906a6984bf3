package dev.herder.core.verify;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.verify.search.BoundedText;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * 1 where a regular expression is found in the answer, else 0.
 *
 * <p>A search that backtracks too much is ended, and the answer is a failure.
 *
 * @param pattern what to find; null: each prompt's own {@code pattern}
 */
record RegexVerifier(@Nullable Pattern pattern) implements Verifier {
  /** About half a second of work. */
  private static final long MAX_STEPS = 50_000_000;

  /** Reads the parameter of {@code regex:PATTERN}; empty: each prompt has its own. */
  static RegexVerifier of(String parameter) {
    return new RegexVerifier(
        parameter.isEmpty() ? null : compiled("verifier regex:" + parameter, parameter));
  }

  @Override
  public String name() {
    return pattern == null ? "regex" : "regex:" + pattern.pattern();
  }

  @Override
  public void require(Row.Prompt prompt) {
    pattern(prompt);
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    return judge(prompt, completion).score();
  }

  @Override
  public Judgement judge(Row.Prompt prompt, String completion) {
    Pattern search = pattern(prompt);
    try {
      boolean found = search.matcher(new BoundedText(completion, MAX_STEPS)).find();
      return new Judgement(found ? 1 : 0, List.of());
    } catch (BoundedText.TooManySteps | StackOverflowError e) {
      String reason =
          String.format(
              "the pattern '%s' backtracks too much on an answer of %d characters; rewrite it"
                  + " without nested repetition, as a+ instead of (a+)+",
              search.pattern(), completion.length());
      return new Judgement(0, List.of(reason), true);
    }
  }

  private Pattern pattern(Row.Prompt prompt) {
    return pattern == null
        ? compiled(prompt.source() + ": key 'pattern'", Expected.text(prompt, "pattern", name()))
        : pattern;
  }

  private static Pattern compiled(String place, String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new UserError(
          String.format(
              "%s: not a regular expression: %s at character %d",
              place, e.getDescription(), e.getIndex() + 1),
          e);
    }
  }
}
