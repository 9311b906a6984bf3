package dev.herder.core.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** What holds for every error of a template. */
final class Errors {
  private Errors() {}

  /** The error a template fails with, checked. */
  static TemplateError of(Executable rendering) {
    TemplateError error = assertThrows(TemplateError.class, rendering);
    check(error, "");
    return error;
  }

  /** One line that names a line of the source, gives a reason and speaks no Java. */
  static void check(TemplateError error, String source) {
    String message = String.valueOf(error.getMessage());
    assertEquals("chat template line " + error.line() + ": " + error.reason(), message);
    assertFalse(error.reason().isBlank(), source);
    assertFalse(message.contains("\n") || message.contains("java."), message);
    assertFalse(message.contains("Exception:") && !message.contains("refuses"), message);
    assertTrue(message.length() < 600, message);
    assertTrue(error.line() >= 1, message);
    if (!source.isEmpty()) {
      assertTrue(error.line() <= 1 + source.chars().filter(c -> c == '\n').count(), message);
    }
  }
}
