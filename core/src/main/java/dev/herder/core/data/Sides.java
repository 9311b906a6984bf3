package dev.herder.core.data;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the sides of a row: prompts and answers, each a string or a list of messages. */
final class Sides {
  private final Faults faults;
  private final MessageParser messages;

  Sides(Faults faults) {
    this.faults = faults;
    this.messages = new MessageParser(faults);
  }

  /** A prompt: text, or any messages; null after a problem. */
  @Nullable Turns prompt(String key, @Nullable Object value) {
    if (value instanceof String text) {
      return plain(key, text);
    }
    if (value instanceof List) {
      List<Message> turns = messages.messages(key, value);
      return turns == null ? null : new Turns.Chat(turns);
    }
    return wrongType(key, value);
  }

  /**
   * An answer to a prompt: text, which becomes an assistant's turn if the prompt is a chat, or
   * messages that end with the assistant's; null after a problem.
   */
  @Nullable Turns answer(String key, @Nullable Object value, boolean chat) {
    if (value instanceof String text) {
      Turns plain = plain(key, text);
      return plain != null && chat ? assistant(text) : plain;
    }
    if (!(value instanceof List)) {
      return wrongType(key, value);
    }
    List<Message> turns = messages.messages(key, value);
    if (!chat) {
      faults.add(
          ProblemKind.WRONG_TYPE,
          key,
          "is a list of messages, but the prompt is a string",
          "write the prompt as [{\"role\": \"user\", \"content\": ...}]");
      return null;
    }
    return turns == null ? null : ending(key, turns);
  }

  /** Checks that an answer's messages end with the assistant's turn. */
  @Nullable Turns ending(String key, List<Message> turns) {
    String last = turns.isEmpty() ? "nothing" : turns.get(turns.size() - 1).role();
    if (!last.equals("assistant")) {
      faults.add(
          ProblemKind.NO_ANSWER,
          key,
          "ends with " + last + ", expected an assistant's turn at the end");
      return null;
    }
    return new Turns.Chat(turns);
  }

  MessageParser messages() {
    return messages;
  }

  static Turns assistant(String text) {
    return new Turns.Chat(List.of(new Message("assistant", text)));
  }

  /** Whether nothing at all is said. */
  static boolean isEmpty(Turns turns) {
    return text(turns).isEmpty() && !hasCalls(turns);
  }

  /** All text of a side, turn after turn. */
  static String text(Turns turns) {
    if (turns instanceof Turns.Chat chat) {
      return chat.messages().stream().map(Message::content).collect(Collectors.joining("\n"));
    }
    return ((Turns.Plain) turns).text();
  }

  private static boolean hasCalls(Turns turns) {
    return turns instanceof Turns.Chat chat
        && chat.messages().stream().anyMatch(turn -> turn.extras().get("tool_calls") != null);
  }

  private @Nullable Turns plain(String key, String text) {
    if (text.isEmpty()) {
      faults.add(ProblemKind.EMPTY, key, "is empty, expected text", "remove the row or fill it");
      return null;
    }
    return new Turns.Plain(text);
  }

  private @Nullable Turns wrongType(String key, @Nullable Object value) {
    faults.add(
        value == null ? ProblemKind.MISSING_KEY : ProblemKind.WRONG_TYPE,
        key,
        (value == null ? "missing" : "is " + Shown.type(value))
            + ", expected a string or a list of messages");
    return null;
  }
}
