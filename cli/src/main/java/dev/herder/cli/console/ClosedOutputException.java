package dev.herder.cli.console;

/** Nobody reads standard output any more, as in {@code herder ... | head}. */
public final class ClosedOutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClosedOutputException(Throwable cause) {
    super("nobody reads standard output any more", cause);
  }
}
