package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import org.junit.jupiter.api.function.Executable;

/** What the user is told. */
final class Refusal {
  private Refusal() {}

  /** The one-line message of the {@link UserError} that is thrown. */
  static String of(Executable executable) {
    String message = String.valueOf(assertThrows(UserError.class, executable).getMessage());
    assertFalse(message.isBlank() || message.contains("\n"), message);
    return message;
  }
}
