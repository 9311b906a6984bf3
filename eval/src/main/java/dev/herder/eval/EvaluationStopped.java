package dev.herder.eval;

/** Ends an evaluation that was asked to stop; what was computed is kept. */
public final class EvaluationStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EvaluationStopped() {
    super("stopped", null, false, false);
  }
}
