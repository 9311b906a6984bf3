package dev.herder.eval.report;

import dev.herder.core.UserError;
import dev.herder.eval.Figure;
import dev.herder.eval.SuiteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bar that a figure is held to: {@code SUITE.FIGURE>=VALUE}, with {@code >=}, {@code >}, {@code
 * <=} or {@code <}; {@code SUITE.FIGURE.low} and {@code .high} are the ends of its interval.
 *
 * @param text as it was written
 * @param name suite, figure, and as the user wants it {@code low} or {@code high}, with dots
 *     between; the names of a user's own suites and categories may have dots and spaces, so only a
 *     result tells where one ends
 * @param comparison how
 * @param bound with what; finite
 */
public record Requirement(String text, String name, Comparison comparison, double bound) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*(\\S.*?\\.\\S.*?)\\s*(>=|<=|>|<)\\s*"
              + "([-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\\s*");

  /** Which number of a figure. */
  public enum End {
    VALUE(""),
    LOW(".low"),
    HIGH(".high");

    private final String suffix;

    End(String suffix) {
      this.suffix = suffix;
    }

    double of(Figure figure) {
      return switch (this) {
        case VALUE -> figure.value();
        case LOW -> figure.interval().low();
        case HIGH -> figure.interval().high();
      };
    }
  }

  /** How numbers are compared. */
  public enum Comparison {
    AT_LEAST(">="),
    ABOVE(">"),
    AT_MOST("<="),
    BELOW("<");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    boolean holds(double value, double bound) {
      return switch (this) {
        case AT_LEAST -> value >= bound;
        case ABOVE -> value > bound;
        case AT_MOST -> value <= bound;
        case BELOW -> value < bound;
      };
    }
  }

  /**
   * What became of a requirement.
   *
   * @param value the number that was compared; NaN never meets a bar
   */
  public record Outcome(Requirement requirement, Figure figure, double value, boolean met) {
    /** The figure with its interval, for people. */
    public String found() {
      return String.format(
          Locale.ROOT,
          "%s is %.4f [%.4f, %.4f], n %d",
          figure.name(),
          figure.value(),
          figure.interval().low(),
          figure.interval().high(),
          figure.n());
    }
  }

  /**
   * Reads a requirement.
   *
   * @throws UserError if it has another form
   */
  public static Requirement parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches() && Double.isFinite(Double.parseDouble(form.group(3)))) {
      return new Requirement(
          text.strip(),
          form.group(1),
          comparison(form.group(2)),
          Double.parseDouble(form.group(3)));
    }
    throw new UserError(
        "--require: found '"
            + text
            + "', expected SUITE.FIGURE>=NUMBER, as in"
            + " ifeval.prompt_strict>=0.30");
  }

  /** Whether it speaks of a suite. */
  public boolean isAbout(String suite) {
    return name.startsWith(suite + ".");
  }

  private static Comparison comparison(String sign) {
    for (Comparison each : Comparison.values()) {
      if (each.sign.equals(sign)) {
        return each;
      }
    }
    throw new IllegalArgumentException(sign);
  }

  /**
   * Holds a result to the bar.
   *
   * @throws UserError if the result has no such figure
   */
  public Outcome check(SuiteResult result) {
    List<Figure> all = new ArrayList<>(result.figures());
    all.addAll(result.categories());
    for (Figure each : all) {
      for (End end : End.values()) {
        if (name.equals(result.suite() + "." + each.name() + end.suffix)) {
          double value = end.of(each);
          return new Outcome(this, each, value, comparison.holds(value, bound));
        }
      }
    }
    throw new UserError(
        String.format(
            "--require: '%s' names no figure of this evaluation, expected one of %s",
            text,
            String.join(
                ", ",
                result.figures().stream().map(f -> result.suite() + "." + f.name()).toList())));
  }
}
