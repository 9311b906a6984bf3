package dev.herder.core.generate;

import dev.herder.core.data.Row;

/**
 * A text whose probability after a prompt is asked for.
 *
 * @param prompt chat turns, rendered by the chat template up to where the answer begins, or plain
 *     text, taken as it is; an empty plain text asks for the probability of the text alone
 * @param text what follows, not empty; without the token that would end an answer
 */
public record Continuation(Row.Prompt prompt, String text) {
  public Continuation {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an empty continuation of " + prompt.source());
    }
  }
}
