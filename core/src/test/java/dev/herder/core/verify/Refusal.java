package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import org.junit.jupiter.api.function.Executable;

/** What the user is told. */
final class Refusal {
  private Refusal() {}

  static String of(Executable code) {
    return String.valueOf(assertThrows(UserError.class, code).getMessage());
  }
}
