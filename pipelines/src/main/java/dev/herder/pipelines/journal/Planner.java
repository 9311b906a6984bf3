package dev.herder.pipelines.journal;

import dev.herder.pipelines.journal.Standing.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Walks through the steps without doing any, and notes where each stands. */
public final class Planner implements StepRunner {
  /** A step and where it stands. */
  public record Planned(String step, Standing standing) {}

  private final Ledger ledger;
  private final List<Planned> steps = new ArrayList<>();

  public Planner(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Product run(Step step) throws IOException {
    Standing standing = ledger.standing(step);
    steps.add(new Planned(step.name(), standing));
    return standing.state() == State.DONE ? ledger.product(step) : new Product.Pending(step.name());
  }

  /** The steps so far, in the order of the run. */
  public Plan plan() {
    return new Plan(steps);
  }

  /** The steps of a run and where each stands. */
  public record Plan(List<Planned> steps) {
    public Plan {
      steps = List.copyOf(steps);
    }

    /** The steps in a state. */
    public List<Planned> in(State state) {
      return steps.stream().filter(step -> step.standing().state() == state).toList();
    }

    /** One line a step: name, state, reason. */
    public String render() {
      return render(steps);
    }

    /** The lines of some steps. */
    static String render(List<Planned> steps) {
      int width = steps.stream().mapToInt(step -> step.step().length()).max().orElse(0);
      StringBuilder lines = new StringBuilder();
      for (Planned step : steps) {
        String reason = step.standing().reason();
        lines.append(
            String.format(
                Locale.ROOT,
                "%-" + Math.max(1, width) + "s  %s%s%n",
                step.step(),
                step.standing().state().words(),
                reason.isEmpty() ? "" : ": " + reason));
      }
      return lines.toString();
    }
  }
}
