package dev.herder.pipelines;

import dev.herder.core.UserError;
import dev.herder.core.config.Suggestions;
import dev.herder.pipelines.step.Place;
import dev.herder.pipelines.step.RoundSteps;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step of the user's own in every round.
 *
 * @param step the name of a {@link dev.herder.pipelines.step.RoundStep}
 * @param after the step whose result it takes
 * @param before or else the step whose input it makes
 * @param settings what the step is given; null: nothing
 */
public record OwnStep(
    String step,
    @Nullable String after,
    @Nullable String before,
    @Nullable Map<String, Object> settings) {
  public OwnStep {
    if ((after == null) == (before == null)) {
      throw new UserError(
          "expected one of after and before, which say where the step '" + step + "' stands");
    }
    place(after, before);
    settings =
        Collections.unmodifiableMap(new LinkedHashMap<>(settings == null ? Map.of() : settings));
    RoundSteps.byName(step).settings(settings);
  }

  /** Where it stands. */
  Place place() {
    return place(after, before);
  }

  /** The settings that it is given. */
  Map<String, Object> given() {
    return settings == null ? Map.of() : settings;
  }

  private static Place place(@Nullable String after, @Nullable String before) {
    String name = after == null ? "before " + before : "after " + after;
    for (Place place : Place.values()) {
      if (place.names().contains(name)) {
        return place;
      }
    }
    String hint = Suggestions.didYouMean(name, Place.allNames());
    throw new UserError(
        (after == null ? "before: '" + before : "after: '" + after)
            + "' is no place for a step, expected one of: "
            + String.join(", ", Place.allNames())
            + (hint.isEmpty() ? "" : "; " + hint));
  }
}
