package dev.herder.eval;

import dev.herder.core.UserError;
import dev.herder.core.config.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Finds suites by name, those of users too. */
public final class Suites {
  private Suites() {}

  /**
   * Every suite on the class path, sorted by name.
   *
   * @throws UserError if two have the same name, or one cannot be made
   */
  public static List<Suite> all() {
    TreeMap<String, Suite> found = new TreeMap<>();
    try {
      for (Suite suite : ServiceLoader.load(Suite.class)) {
        Suite other = found.put(suite.name(), suite);
        if (other != null) {
          throw new UserError(
              String.format(
                  "suite: %s and %s are both called '%s'; rename one",
                  other.getClass().getName(), suite.getClass().getName(), suite.name()));
        }
      }
    } catch (ServiceConfigurationError e) {
      throw new UserError(
          "suite: "
              + e.getMessage()
              + "; expected a public class with a constructor without parameters",
          e);
    }
    return new ArrayList<>(found.values());
  }

  private static UserError unknown(String name, List<String> names) {
    String meant = Suggestions.didYouMean(name, names);
    return new UserError(
        "suite: '"
            + name
            + "' is not known, expected one of "
            + String.join(", ", names)
            + (meant.isEmpty() ? "" : "; " + meant));
  }

  /**
   * The suite of a name.
   *
   * @throws UserError if there is none, naming those that there are
   */
  public static Suite byName(String name) {
    List<Suite> all = all();
    return all.stream()
        .filter(suite -> suite.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, all.stream().map(Suite::name).toList()));
  }
}
