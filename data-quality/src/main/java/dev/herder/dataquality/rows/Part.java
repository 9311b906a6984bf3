package dev.herder.dataquality.rows;

import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One text of a row.
 *
 * @param place where it stands in the row, for example {@code messages[1]}
 * @param role who says it: {@code system}, {@code user}, {@code assistant}, ...; {@code text} in a
 *     row of plain text
 * @param text as it stands there; may be empty
 * @param calls the tools that the message calls and their arguments; empty if none
 */
public record Part(String place, String role, String text, String calls) {
  /** A text without calls. */
  public Part(String place, String role, String text) {
    this(place, role, text, "");
  }

  /** Whether a model is to learn to say it. */
  public boolean isAnswer() {
    return role.equals("assistant") || role.equals("text");
  }

  /** All texts of a row in their order. */
  public static List<Part> of(Row row) {
    List<Part> parts = new ArrayList<>();
    if (row instanceof Row.Text text) {
      parts.add(new Part("text", "text", text.text()));
    } else if (row instanceof Row.Conversation conversation) {
      add(parts, "messages", new Turns.Chat(conversation.messages()), "user");
    } else if (row instanceof Row.Demonstration pair) {
      add(parts, "prompt", pair.prompt(), "user");
      add(parts, "completion", pair.completion(), "assistant");
    } else if (row instanceof Row.Labelled pair) {
      add(parts, "prompt", pair.prompt(), "user");
      add(parts, "completion", pair.completion(), "assistant");
    } else if (row instanceof Row.Preference pair) {
      add(parts, "prompt", pair.prompt(), "user");
      add(parts, "chosen", pair.chosen(), "assistant");
      add(parts, "rejected", pair.rejected(), "assistant");
    } else if (row instanceof Row.Ranked ranked) {
      add(parts, "prompt", ranked.prompt(), "user");
      for (int i = 0; i < ranked.answers().size(); i++) {
        add(parts, "responses[" + i + "]", ranked.answers().get(i), "assistant");
      }
    } else if (row instanceof Row.Prompt prompt) {
      add(parts, "prompt", prompt.prompt(), "user");
    }
    return parts;
  }

  private static void add(List<Part> parts, String place, Turns turns, String role) {
    if (turns instanceof Turns.Plain plain) {
      parts.add(new Part(place, role, plain.text()));
      return;
    }
    List<Message> messages = ((Turns.Chat) turns).messages();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      String calls = Objects.toString(message.extras().get("tool_calls"), "");
      parts.add(new Part(place + "[" + i + "]", message.role(), message.content(), calls));
    }
  }

  /** The texts under headings, for people. */
  public static String shown(List<Part> parts) {
    return parts.stream()
        .map(part -> part.place() + " (" + part.role() + "): " + part.text())
        .collect(Collectors.joining("\n\n"));
  }
}
