package dev.herder.pipelines.journal;

import dev.herder.pipelines.journal.Standing.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Walks through the steps without doing any, and notes where each stands. */
public final class Planner implements StepRunner {
  private final Ledger ledger;
  private final List<Plan.Planned> steps = new ArrayList<>();

  public Planner(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Product run(Step step) throws IOException {
    Standing standing = ledger.standing(step);
    steps.add(new Plan.Planned(step.name(), standing));
    return standing.state() == State.DONE ? ledger.product(step) : new Product.Pending(step.name());
  }

  /** The steps so far, in the order of the run. */
  public Plan plan() {
    return new Plan(steps);
  }
}
