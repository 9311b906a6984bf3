package dev.herder.core.report.html;

import dev.herder.core.report.Figures;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How data flows through steps: what came in, what each step kept, and what it dropped by reason.
 *
 * @param unit what is counted, for example {@code rows}
 */
public record Flow(String title, String unit, List<Stage> stages) implements Section {
  /**
   * One step.
   *
   * @param label what was done
   * @param count what there is after it
   * @param dropped what was lost on the way here from the step before, by reason
   */
  public record Stage(String label, long count, Map<String, Long> dropped) {
    public Stage {
      dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
    }

    /** A step at which nothing is lost, such as the first. */
    public Stage(String label, long count) {
      this(label, count, Map.of());
    }
  }

  public Flow {
    stages = List.copyOf(stages);
  }

  @Override
  public void writeTo(Markup out) {
    long most = stages.stream().mapToLong(Stage::count).max().orElse(0);
    out.open("ol", "class", "flow");
    for (int i = 0; i < stages.size(); i++) {
      if (i > 0) {
        writeLosses(out, stages.get(i - 1).count(), stages.get(i));
      }
      Stage stage = stages.get(i);
      out.open("li")
          .leaf("b", stage.label())
          .open("span", "class", "track")
          .leaf("i", "", "style", "width:" + Percent.of(share(stage.count(), most)))
          .close("span")
          .leaf("span", Figures.count(stage.count()) + " " + unit, "class", "number")
          .close("li");
    }
    out.close("ol");
  }

  private static void writeLosses(Markup out, long before, Stage stage) {
    Map<String, Long> losses = new LinkedHashMap<>(stage.dropped());
    long told = losses.values().stream().mapToLong(Long::longValue).sum();
    long untold = before - stage.count() - told;
    if (untold > 0) {
      losses.put("no reason given", untold);
    }
    losses.forEach(
        (reason, count) ->
            out.open("li", "class", "loss")
                .leaf("span", reason)
                .leaf(
                    "span",
                    "−" + Figures.count(count) + " (" + Figures.share(share(count, before)) + ")",
                    "class",
                    "number")
                .close("li"));
  }

  private static double share(long count, long whole) {
    return whole == 0 ? 0 : (double) count / whole;
  }
}
