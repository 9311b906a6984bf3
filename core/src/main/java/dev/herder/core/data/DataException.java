package dev.herder.core.data;

import dev.herder.core.UserError;

/** Data files have problems; the message lists them, one a line. */
public final class DataException extends UserError {
  private static final long serialVersionUID = 1L;

  private final transient Problems problems;

  public DataException(Problems problems) {
    super(message(problems));
    this.problems = problems;
  }

  /** The problems. */
  public Problems problems() {
    return problems;
  }

  private static String message(Problems problems) {
    if (problems.total() == 1) {
      return problems.toString();
    }
    return problems.total() + " problems in the data:\n" + problems;
  }
}
