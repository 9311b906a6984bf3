package dev.herder.core.template;

/**
 * A Python exception or a broken limit inside a template; it becomes a {@link TemplateError} where
 * the line is known.
 */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Failure(String message) {
    super(message, null, false, false);
  }

  /** The message, never null. */
  String reason() {
    return String.valueOf(getMessage());
  }

  static Failure type(String message) {
    return new Failure("TypeError: " + message);
  }

  static Failure value(String message) {
    return new Failure("ValueError: " + message);
  }

  static Failure overflow(String message) {
    return new Failure("OverflowError: " + message);
  }

  static Failure division(String message) {
    return new Failure("ZeroDivisionError: " + message);
  }

  static Failure unsupported(String what) {
    return new Failure(what + " is not supported in chat templates here");
  }
}
