package dev.herder.core;

import org.jspecify.annotations.Nullable;

/**
 * A mistake that the user can mend: the message names the place, what was expected and what to do.
 *
 * <p>The command line prints the message without a stack trace and exits with 2. Everything else
 * that is thrown is a failure of the program or the machine and exits with 1.
 */
public class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
