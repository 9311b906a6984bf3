package dev.herder.eval.answer;

import dev.herder.core.data.Message;
import dev.herder.core.data.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A prompt as one text, by which its answers are found. */
final class PromptText {
  /** Stands between turns; no text of a file has it but by an escape. */
  private static final char BETWEEN = '\u0000';

  private PromptText() {}

  /** A plain prompt, or the only turn of a user, is its text; more turns are joined with roles. */
  static String of(Turns prompt) {
    if (prompt instanceof Turns.Plain plain) {
      return plain.text();
    }
    List<Message> messages = ((Turns.Chat) prompt).messages();
    if (messages.size() == 1 && messages.get(0).role().equals("user")) {
      return messages.get(0).content();
    }
    StringBuilder text = new StringBuilder();
    messages.forEach(
        turn -> text.append(turn.role()).append(BETWEEN).append(turn.content()).append(BETWEEN));
    return text.toString();
  }

  /** The same of a JSON value: a string or a list of messages; null if it is neither. */
  static @Nullable String ofValue(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      return null;
    }
    List<Message> messages = new ArrayList<>();
    for (Object each : list) {
      if (!(each instanceof Map<?, ?> turn)
          || !(turn.get("role") instanceof String role)
          || !(turn.get("content") instanceof String content)) {
        return null;
      }
      messages.add(new Message(role, content));
    }
    return of(new Turns.Chat(messages));
  }
}
