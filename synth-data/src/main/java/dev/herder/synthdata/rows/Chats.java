package dev.herder.synthdata.rows;

import dev.herder.core.data.Message;
import dev.herder.core.run.Hashes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of messages, and what several generators need to read and draw. */
final class Chats {
  private Chats() {}

  /** A row of a conversation. */
  static Map<String, Object> row(List<Message> messages) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("messages", messages.stream().map(Message::toMap).toList());
    return row;
  }

  /** A row of a question and its answer. */
  static Map<String, Object> row(String question, String answer) {
    return row(List.of(new Message("user", question), new Message("assistant", answer)));
  }

  /** The last user's turn of a row, or its prompt or instruction; empty if there is none. */
  static String asked(Map<String, Object> row) {
    if (row.get("instruction") instanceof String instruction) {
      String input = row.get("input") instanceof String given ? given : "";
      return (instruction + "\n\n" + input).strip();
    }
    return turn(row.containsKey("messages") ? row.get("messages") : row.get("prompt"), "user");
  }

  /** The last assistant's turn of a row, or its completion; empty if there is none. */
  static String answered(Map<String, Object> row) {
    for (String key : List.of("messages", "completion", "output")) {
      if (row.containsKey(key)) {
        return turn(row.get(key), "assistant");
      }
    }
    return "";
  }

  private static String turn(@Nullable Object side, String role) {
    if (side instanceof String text) {
      return text.strip();
    }
    String found = "";
    if (side instanceof List<?> messages) {
      for (Object each : messages) {
        if (each instanceof Map<?, ?> message
            && role.equals(message.get("role"))
            && message.get("content") instanceof String content) {
          found = content.strip();
        }
      }
    }
    return found;
  }

  /** A number below a bound that depends on the seed and the texts alone. */
  static int draw(int bound, long seed, Object... about) {
    String digits = Hashes.ofString(seed + "\n" + List.of(about)).substring(0, 15);
    return (int) (Long.parseLong(digits, 16) % bound);
  }
}
