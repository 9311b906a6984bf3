package dev.herder.eval;

import dev.herder.core.UserError;
import dev.herder.core.config.Suggestions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A suite's settings by name, as the user wrote them. Each is asked for with its default; {@link
 * #requireAllRead} then refuses those that the suite did not ask for.
 */
public final class SuiteOptions {
  private final Map<String, String> given;
  private final Set<String> known = new LinkedHashSet<>();

  public SuiteOptions(Map<String, String> given) {
    this.given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
  }

  /** Every setting at its default. */
  public static SuiteOptions none() {
    return new SuiteOptions(Map.of());
  }

  /** The same with one more setting. */
  public SuiteOptions with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(given);
    more.put(name, value);
    return new SuiteOptions(more);
  }

  /** A text, if one was given. */
  public Optional<String> text(String name) {
    known.add(name);
    return Optional.ofNullable(given.get(name));
  }

  /** A whole number in a range, its ends included. */
  public int whole(String name, int byDefault, int least, int most) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      int value = Integer.parseInt(text.get().strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    throw refused(name, text.get(), "a whole number from " + least + " to " + most);
  }

  /** A number in a range, its ends included. */
  public double number(String name, double byDefault, double least, double most) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      double value = Double.parseDouble(text.get().strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    throw refused(name, text.get(), "a number from " + least + " to " + most);
  }

  /** True or false. */
  public boolean flag(String name, boolean byDefault) {
    return choice(name, String.valueOf(byDefault), List.of("true", "false")).equals("true");
  }

  /** One of several words. */
  public String choice(String name, String byDefault, List<String> words) {
    String value = text(name).orElse(byDefault);
    if (!words.contains(value)) {
      throw refused(name, value, "one of " + String.join(", ", words));
    }
    return value;
  }

  /**
   * Checks that nothing was given that was not asked for.
   *
   * @throws UserError if something was
   */
  public void requireAllRead(String suite) {
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        String meant = Suggestions.didYouMean(name, known);
        throw new UserError(
            "option "
                + name
                + ": suite '"
                + suite
                + "' has none of that name, expected "
                + (known.isEmpty()
                    ? "no options"
                    : "one of " + String.join(", ", new TreeSet<>(known)))
                + (meant.isEmpty() ? "" : "; " + meant));
      }
    }
  }

  private static UserError refused(String name, String value, String expected) {
    return new UserError("option " + name + ": found '" + value + "', expected " + expected);
  }
}
