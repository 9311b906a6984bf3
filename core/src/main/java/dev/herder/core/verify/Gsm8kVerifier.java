package dev.herder.core.verify;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import org.jspecify.annotations.Nullable;

/**
 * Compares the number after an answer's last {@code ####} with the prompt's {@code answer}.
 *
 * <p>The {@code answer} is a number, text with one ({@code "$1,145"}), or a whole worked solution
 * that ends in {@code #### 1145}.
 *
 * @param fallback what counts where no number follows a {@code ####}
 */
record Gsm8kVerifier(Fallback fallback) implements Verifier {
  /** What counts as the answer where no number follows a {@code ####}. */
  enum Fallback {
    /** Nothing: the answer is wrong. */
    NONE,
    /** The last number of the text. */
    LAST_NUMBER
  }

  private static final String MARK = "####";

  @Override
  public String name() {
    return fallback == Fallback.NONE ? "gsm8k:strict" : "gsm8k";
  }

  @Override
  public void require(Row.Prompt prompt) {
    expected(prompt);
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    FinalNumber expected = expected(prompt);
    FinalNumber given = afterMark(completion);
    if (given == null && fallback == Fallback.LAST_NUMBER) {
      given = FinalNumber.last(completion);
    }
    return given != null && given.sameAs(expected) ? 1 : 0;
  }

  private FinalNumber expected(Row.Prompt prompt) {
    String text = Expected.text(prompt, "answer", name());
    FinalNumber number = text.contains(MARK) ? afterMark(text) : FinalNumber.first(text);
    if (number == null) {
      throw new UserError(
          String.format(
              "%s: key 'answer': no number in '%s', expected one, as 72 or '#### 72'",
              prompt.source(), text.length() <= 60 ? text : text.substring(0, 60) + "..."));
    }
    return number;
  }

  private static @Nullable FinalNumber afterMark(String text) {
    int mark = text.lastIndexOf(MARK);
    return mark < 0 ? null : FinalNumber.first(text.substring(mark + MARK.length()));
  }
}
