package dev.herder.engine.json;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import org.junit.jupiter.api.function.Executable;

/** Asserts about errors that are the user's to mend. */
public final class Refusal {
  private Refusal() {}

  /** Runs what must be refused, checks that the reason is one readable line, and returns it. */
  public static String of(Executable action) {
    String message = String.valueOf(assertThrows(UserError.class, action).getMessage());
    assertOneLine(message);
    return message;
  }

  /** Runs what must be refused with a reason that contains all the given parts. */
  public static void saying(Executable action, String... parts) {
    String message = of(action);
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "expected '" + part + "' in: " + message);
    }
  }

  /** Checks that a reason is one line of bearable length without control characters. */
  public static void assertOneLine(String message) {
    assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    assertTrue(message.length() > 20 && message.length() < 4000, message);
  }
}
