package dev.herder.core;

/**
 * A run that cannot go on for a reason that is neither the user's mistake nor a defect: a loss that
 * became infinite, a self-check that failed. The message explains it; the exit code is 1.
 */
public class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunFailure(String message) {
    super(message);
  }
}
