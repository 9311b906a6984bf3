package dev.herder.cli.chat;

import dev.herder.core.data.Message;
import java.util.ArrayList;
import java.util.List;

/** What was said so far: a system prompt, if any, and the turns after it. */
final class Conversation {
  private String system;
  private final List<Message> turns = new ArrayList<>();

  /**
   * A conversation at its beginning.
   *
   * @param system the system prompt; empty for none
   */
  Conversation(String system) {
    this.system = system;
  }

  /** Sets the system prompt; an empty one takes it away. */
  void system(String text) {
    system = text;
  }

  /** Forgets the turns; the system prompt stays. */
  void reset() {
    turns.clear();
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  /** The conversation with a further turn of the user. */
  List<Message> asking(String question) {
    List<Message> messages = messages();
    messages.add(new Message("user", question));
    return messages;
  }

  /** Adds a question and its answer. */
  void add(String question, String answer) {
    turns.add(new Message("user", question));
    turns.add(new Message("assistant", answer));
  }

  /** Every turn, the system prompt first. */
  List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    if (!system.isEmpty()) {
      messages.add(new Message("system", system));
    }
    messages.addAll(turns);
    return messages;
  }
}
