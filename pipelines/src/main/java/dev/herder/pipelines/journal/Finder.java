package dev.herder.pipelines.journal;

import dev.herder.pipelines.journal.Standing.State;
import java.io.IOException;

/** Finds the results of the steps that are done, up to the first that is not. */
public final class Finder implements StepRunner {
  private final Ledger ledger;

  public Finder(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * The result of a step that is done.
   *
   * @throws RunStopped if it is not done
   */
  @Override
  public Product run(Step step) throws IOException {
    if (ledger.standing(step).state() != State.DONE) {
      throw new RunStopped(step.name());
    }
    return ledger.product(step);
  }
}
