package dev.herder.core.data;

import java.util.List;

/** One side of a row: plain text, used as it is, or messages, rendered by the chat template. */
public sealed interface Turns {
  /** Text that no template touches. */
  record Plain(String text) implements Turns {}

  /** Messages for the chat template. */
  record Chat(List<Message> messages) implements Turns {
    public Chat {
      messages = List.copyOf(messages);
    }
  }
}
