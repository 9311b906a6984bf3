package dev.herder.core.verify;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;

/** What a prompt's row says about a right answer. */
final class Expected {
  private Expected() {}

  /**
   * The text of a variable of the prompt; numbers as they are written.
   *
   * @throws UserError if the row lacks the variable, or it is neither text nor a number
   */
  static String text(Row.Prompt prompt, String key, String verifier) {
    Object value = prompt.variables().get(key);
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Number number) {
      return number.toString();
    }
    String found = value == null ? "the key is missing" : "found " + value;
    throw new UserError(
        String.format(
            "%s: key '%s': %s, expected text or a number, because verifier '%s' compares answers"
                + " with it",
            prompt.source(), key, found, verifier));
  }
}
