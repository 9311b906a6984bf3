package dev.herder.pipelines.journal;

/** The user asked to stop; what was begun is saved and goes on in the next run. */
public final class RunStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String step;

  RunStopped(String step) {
    super("stopped at " + step, null, false, false);
    this.step = step;
  }

  /** The step that was not finished. */
  public String step() {
    return step;
  }
}
