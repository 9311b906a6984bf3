package dev.herder.synthdata.judge;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows as text for a judge. */
public final class Conversations {
  private Conversations() {}

  /** A row's turns, each after its role. */
  public static String shown(Map<String, Object> row) {
    StringBuilder out = new StringBuilder();
    if (row.get("messages") instanceof List<?> messages) {
      turns(messages, out);
    } else if (row.containsKey("instruction")) {
      turn("user", row.get("instruction") + "\n" + row.getOrDefault("input", ""), out);
      turn("assistant", row.get("output"), out);
    } else {
      side("user", row.get("prompt"), out);
      side("assistant", row.get("completion"), out);
    }
    return out.toString().strip();
  }

  /** One side of a row as text. */
  public static String side(@Nullable Object side) {
    StringBuilder out = new StringBuilder();
    if (side instanceof List<?> messages && messages.size() == 1) {
      return messages.get(0) instanceof Map<?, ?> only ? String.valueOf(only.get("content")) : "";
    }
    side("", side, out);
    return out.toString().strip();
  }

  private static void side(String role, @Nullable Object side, StringBuilder out) {
    if (side instanceof List<?> messages) {
      turns(messages, out);
    } else if (side != null) {
      turn(role, side, out);
    }
  }

  private static void turns(List<?> messages, StringBuilder out) {
    for (Object each : messages) {
      if (each instanceof Map<?, ?> message) {
        turn(String.valueOf(message.get("role")), message.get("content"), out);
      }
    }
  }

  private static void turn(String role, @Nullable Object content, StringBuilder out) {
    if (!role.isEmpty()) {
      out.append(role).append(": ");
    }
    out.append(content == null ? "" : content.toString().strip()).append("\n\n");
  }
}
