package dev.herder.core.generate;

import dev.herder.core.data.Row;
import java.util.Optional;

/**
 * A text whose probability after a prompt is asked for.
 *
 * @param prompt chat turns, rendered by the chat template up to where the answer begins, or plain
 *     text, taken as it is; an empty plain text asks for the probability of the text alone
 * @param text what follows, not empty; without the token that would end an answer
 * @param windows how a text alone is read piece by piece; empty: prompt and text are read as one
 */
public record Continuation(Row.Prompt prompt, String text, Optional<Windows> windows) {
  public Continuation {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an empty continuation of " + prompt.source());
    }
  }

  /** A text that is read as one with its prompt. */
  public Continuation(Row.Prompt prompt, String text) {
    this(prompt, text, Optional.empty());
  }

  /** The same read in windows. */
  public Continuation in(Windows pieces) {
    return new Continuation(prompt, text, Optional.of(pieces));
  }
}
