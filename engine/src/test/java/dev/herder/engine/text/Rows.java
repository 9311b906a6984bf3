package dev.herder.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows for tests. */
final class Rows {
  static final Source SOURCE = new Source("rows.jsonl", 7);

  private Rows() {}

  static Row of(JsonNode row) {
    Map<String, Object> variables =
        row.has("tools")
            ? Map.of("tools", Golden.JSON.convertValue(row.get("tools"), List.class))
            : Map.of();
    if (row.has("text")) {
      return new Row.Text(SOURCE, row.path("text").textValue(), variables);
    } else if (row.has("messages")) {
      return new Row.Conversation(SOURCE, messages(row.path("messages")), variables);
    } else if (row.has("completion")) {
      return new Row.Demonstration(
          SOURCE, turns(row.path("prompt")), turns(row.path("completion")), variables);
    }
    return new Row.Preference(
        SOURCE,
        turns(row.path("prompt")),
        turns(row.path("chosen")),
        turns(row.path("rejected")),
        variables);
  }

  private static Turns turns(JsonNode side) {
    return side.isTextual() ? new Turns.Plain(side.textValue()) : new Turns.Chat(messages(side));
  }

  private static List<Message> messages(JsonNode list) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode each : list) {
      messages.add(new Message(each.path("role").textValue(), each.path("content").textValue()));
    }
    return messages;
  }

  static Message user(String text) {
    return new Message("user", text);
  }

  static Message assistant(String text) {
    return new Message("assistant", text);
  }

  static Row.Conversation chat(Message... messages) {
    return new Row.Conversation(SOURCE, List.of(messages), Map.of());
  }
}
