package dev.herder.core.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows as the JSON that {@link RowReader} reads back to an equal row. */
public final class RowJson {
  // A variable of such a name would make the row another one when read back.
  private static final Set<String> RESERVED =
      Set.of(
          "text",
          "messages",
          "conversations",
          "prompt",
          "completion",
          "chosen",
          "rejected",
          "responses",
          "ranks",
          "instruction");

  private RowJson() {}

  /**
   * The row's keys in a fixed order, then its variables.
   *
   * <p>Variables named like a key of some schema, such as {@code messages} beside {@code prompt},
   * are left out: with them the row would be read as another.
   */
  public static Map<String, Object> toMap(Row row) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (row instanceof Row.Text text) {
      map.put("text", text.text());
    } else if (row instanceof Row.Conversation conversation) {
      map.put("messages", messages(conversation.messages()));
    } else if (row instanceof Row.Demonstration demonstration) {
      map.put("prompt", turns(demonstration.prompt()));
      map.put("completion", completion(demonstration.completion()));
    } else if (row instanceof Row.Labelled labelled) {
      map.put("prompt", turns(labelled.prompt()));
      map.put("completion", completion(labelled.completion()));
      map.put("label", labelled.desirable());
    } else if (row instanceof Row.Preference pair) {
      map.put("prompt", turns(pair.prompt()));
      map.put("chosen", turns(pair.chosen()));
      map.put("rejected", turns(pair.rejected()));
    } else if (row instanceof Row.Ranked ranked) {
      map.put("prompt", turns(ranked.prompt()));
      map.put("responses", responses(ranked));
    } else if (row instanceof Row.Prompt prompt) {
      map.put("prompt", turns(prompt.prompt()));
    }
    row.variables()
        .forEach(
            (key, value) -> {
              if (!RESERVED.contains(key)) {
                map.put(key, value);
              }
            });
    return map;
  }

  /** One side of a row: a string, or a list of messages. */
  public static Object turns(Turns turns) {
    return turns instanceof Turns.Chat chat
        ? messages(chat.messages())
        : ((Turns.Plain) turns).text();
  }

  /** An empty answer is written as an empty string, since a message must not be empty. */
  private static Object completion(Turns turns) {
    return Sides.isEmpty(turns) ? "" : turns(turns);
  }

  private static List<Object> messages(List<Message> messages) {
    return new ArrayList<>(messages.stream().map(Message::toMap).toList());
  }

  private static List<Object> responses(Row.Ranked ranked) {
    List<Object> responses = new ArrayList<>();
    Object extras = ranked.variables().get("responses");
    for (int i = 0; i < ranked.answers().size(); i++) {
      Turns answer = ranked.answers().get(i);
      Map<String, Object> response = new LinkedHashMap<>();
      response.put(answer instanceof Turns.Chat ? "messages" : "text", turns(answer));
      response.put("rank", i + 1L);
      if (extras instanceof List<?> list && list.get(i) instanceof Map<?, ?> more) {
        more.forEach((key, value) -> response.put((String) key, value));
      }
      responses.add(response);
    }
    return responses;
  }
}
