package dev.herder.pipelines.journal;

import dev.herder.pipelines.journal.Standing.State;
import java.util.List;

/** The steps of a run, in order, and where each stands. */
public record Plan(List<Planned> steps) {
  public Plan {
    steps = List.copyOf(steps);
  }

  /** A step and where it stands. */
  public record Planned(String step, Standing standing) {}

  /** The steps in a state. */
  public Plan in(State state) {
    return new Plan(steps.stream().filter(step -> step.standing().state() == state).toList());
  }

  /** One line a step: name, state, reason. */
  public String render() {
    int width = steps.stream().mapToInt(step -> step.step().length()).max().orElse(0);
    StringBuilder lines = new StringBuilder();
    for (Planned step : steps) {
      String name = step.step();
      String reason = step.standing().reason();
      lines
          .append(name)
          .append(" ".repeat(width - name.length()))
          .append("  ")
          .append(step.standing().state().words())
          .append(reason.isEmpty() ? "" : ": " + reason)
          .append('\n');
    }
    return lines.toString();
  }
}
