package dev.herder.pipelines.step;

import dev.herder.core.UserError;
import dev.herder.core.config.Suggestions;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Finds the steps of users' own by what a recipe calls them. */
public final class RoundSteps {
  private RoundSteps() {}

  /**
   * The step of a name.
   *
   * @throws UserError if there is none on the class path, naming those that there are
   */
  public static RoundStep byName(String name) {
    Map<String, RoundStep> found = new TreeMap<>();
    try {
      for (RoundStep step : ServiceLoader.load(RoundStep.class)) {
        RoundStep other = found.put(step.name(), step);
        if (other != null) {
          throw new UserError(
              "step: '%s' is the name of %s and of %s; rename one or remove it from the class path"
                  .formatted(step.name(), other.getClass().getName(), step.getClass().getName()));
        }
      }
    } catch (ServiceConfigurationError e) {
      throw new UserError("step: cannot load from the class path: " + e.getMessage(), e);
    }
    RoundStep step = found.get(name);
    if (step == null) {
      String hint = Suggestions.didYouMean(name, found.keySet());
      throw new UserError(
          "step: '"
              + name
              + "' is not known, "
              + (found.isEmpty()
                  ? "and no step is on the class path; add the jar that has it"
                  : "expected one of " + String.join(", ", found.keySet()))
              + (hint.isEmpty() ? "" : "; " + hint));
    }
    return step;
  }
}
