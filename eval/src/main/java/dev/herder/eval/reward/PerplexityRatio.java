package dev.herder.eval.reward;

import dev.herder.core.UserError;
import dev.herder.core.data.RawRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * How much less likely a second model finds the same texts.
 *
 * @param first the perplexity of the model to compare with
 * @param second that of the other one, such as its quantised twin
 * @param tokens how many tokens both were asked for
 */
public record PerplexityRatio(double first, double second, long tokens) {
  /** The largest ratio of two perplexities that passes. */
  public static final double LIMIT = 1.02;

  /**
   * Reads two files that {@code herder logprobs} wrote of the same rows.
   *
   * @throws UserError if a row has no {@code sum} and {@code tokens}, or the rows differ
   */
  public static PerplexityRatio read(Path first, Path second) throws IOException {
    long rows = 0;
    long tokens = 0;
    double one = 0;
    double other = 0;
    try (RawRows firsts = RawRows.open(first);
        RawRows seconds = RawRows.open(second)) {
      while (true) {
        RawRows.RawRow a = firsts.next();
        RawRows.RawRow b = seconds.next();
        if (a == null || b == null) {
          if ((a == null) != (b == null)) {
            throw new UserError(
                first + " and " + second + ": one has more rows than the other, expected the same");
          }
          break;
        }
        long count = Math.round(number(a, "tokens"));
        if (count < 1 || count != Math.round(number(b, "tokens"))) {
          throw new UserError(
              b.source() + ": other tokens than " + a.source() + ", expected the same rows");
        }
        rows++;
        tokens += count;
        one += number(a, "sum");
        other += number(b, "sum");
      }
    }
    if (rows == 0) {
      throw new UserError(first + ": is empty, expected rows of 'herder logprobs'");
    }
    return new PerplexityRatio(Math.exp(-one / tokens), Math.exp(-other / tokens), tokens);
  }

  private static double number(RawRows.RawRow row, String key) {
    Map<String, Object> object = row.object();
    if (object == null) {
      throw new UserError(String.valueOf(row.problem()));
    }
    if (!(object.get(key) instanceof Number number) || !Double.isFinite(number.doubleValue())) {
      throw new UserError(
          row.source()
              + ": key '"
              + key
              + "': expected a number, as 'herder logprobs' writes it for rows with one answer");
    }
    return number.doubleValue();
  }

  /** The second perplexity as a multiple of the first. */
  public double ratio() {
    return second / first;
  }

  /** Whether the second is worse by more than {@link #LIMIT}. */
  public boolean different() {
    return !(ratio() <= LIMIT);
  }

  /** One sentence. */
  public String verdict() {
    return String.format(
        Locale.ROOT,
        "%s: perplexity %.4f against %.4f on %d tokens, ratio %.4f; different means above %s.",
        different() ? "DIFFERENT" : "alike",
        second,
        first,
        tokens,
        ratio(),
        LIMIT);
  }
}
