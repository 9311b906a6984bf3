package dev.herder.synthdata.endpoint;

import java.util.regex.Pattern;

/**
 * Takes the effect from texts that servers might read as control tokens.
 *
 * <p>A server's tokenizer may turn {@code <|eot_id|>} inside a message into the token itself; here
 * it becomes {@code < |eot_id|>}, which looks nearly the same and is plain text everywhere.
 */
final class Neutral {
  private static final Pattern CONTROL =
      Pattern.compile(
          "<(?=\\|[^|\\s]{1,60}\\|>)|<(?=/?s>)|\\[(?=/?INST\\])|<(?=</?SYS>>)"
              + "|<(?=(?:start|end)_of_turn>)|<(?=\uff5c)");

  private Neutral() {}

  static String of(String text) {
    return CONTROL.matcher(text).replaceAll("$0 ");
  }
}
