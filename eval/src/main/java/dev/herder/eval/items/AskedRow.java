package dev.herder.eval.items;

import dev.herder.core.data.Message;
import dev.herder.core.data.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a row asks: a text, turns, or an instruction with its input. */
public final class AskedRow {
  private AskedRow() {}

  /**
   * The prompt under {@code prompt} (text or turns) or {@code instruction} with {@code input}; a
   * text is one turn of the user.
   */
  public static Turns.Chat chat(ItemRow row) {
    if (row.value("prompt") instanceof List<?> turns) {
      return new Turns.Chat(messages(row, turns));
    }
    String key = row.has("instruction") && !row.has("prompt") ? "instruction" : "prompt";
    String text = row.text(key);
    if (key.equals("instruction")) {
      text += row.optionalText("input").filter(i -> !i.isBlank()).map(i -> "\n\n" + i).orElse("");
    }
    return new Turns.Chat(List.of(new Message("user", text)));
  }

  private static List<Message> messages(ItemRow row, List<?> turns) {
    List<Message> messages = new ArrayList<>();
    for (Object each : turns) {
      if (!(each instanceof Map<?, ?> turn)
          || !(turn.get("role") instanceof String role)
          || !(turn.get("content") instanceof String content)) {
        throw row.bad(
            "prompt[" + messages.size() + "]",
            "is no turn, expected {\"role\": \"user\", \"content\": ...}",
            "");
      }
      messages.add(new Message(role, content));
    }
    if (messages.isEmpty() || !messages.get(messages.size() - 1).role().equals("user")) {
      throw row.bad("prompt", "does not end with a turn of the user", "");
    }
    return messages;
  }

  /** The turns as people read them. */
  public static String shown(Turns.Chat chat) {
    if (chat.messages().size() == 1) {
      return chat.messages().get(0).content();
    }
    StringBuilder text = new StringBuilder();
    for (Message message : chat.messages()) {
      text.append(text.isEmpty() ? "" : "\n\n");
      text.append(message.role()).append(": ").append(message.content());
    }
    return text.toString();
  }
}
