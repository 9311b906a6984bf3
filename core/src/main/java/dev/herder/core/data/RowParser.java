package dev.herder.core.data;

import dev.herder.core.config.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a row of any schema; every method gives null after a problem. */
final class RowParser {
  // What other tools call our keys.
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "question", "prompt",
          "query", "prompt",
          "answer", "completion",
          "response", "completion",
          "dialog", "messages",
          "dialogue", "messages",
          "conversation", "messages",
          "content", "text");

  private final Fields fields;
  private final Sides sides;

  private RowParser(Map<String, Object> row, Faults faults) {
    this.fields = new Fields(row, faults);
    this.sides = new Sides(faults);
  }

  /** Reads a row of the given schema; problems go to the faults. */
  static @Nullable Row parse(Schema schema, Map<String, Object> row, Faults faults) {
    RowParser parser = new RowParser(row, faults);
    return switch (schema) {
      case TEXT -> parser.text();
      case MESSAGES -> parser.conversation("messages");
      case SHAREGPT -> parser.conversation("conversations");
      case PROMPT -> parser.prompt();
      case PROMPT_COMPLETION -> parser.demonstration(false);
      case GENERATED -> parser.demonstration(true);
      case ALPACA -> new AlpacaParser(parser.fields, parser.sides).row();
      case PREFERENCE, IMPLICIT_PREFERENCE ->
          new PreferenceParser(parser.fields, parser.sides).row();
      case RANKED -> new RankedParser(parser.fields, parser.sides).row();
    };
  }

  /** Says that a row has no schema, and what its keys may have been meant to be. */
  static void unknown(Map<String, Object> row, Faults faults) {
    List<String> markers = List.copyOf(Schema.markers());
    List<String> hints = new ArrayList<>();
    for (String key : row.keySet()) {
      String nearest = OTHER_NAMES.getOrDefault(key, Suggestions.nearest(key, markers));
      if (nearest != null && hints.size() < 3) {
        hints.add(
            nearest.equals(key)
                ? key + " is null"
                : Shown.key(key) + " may be meant as \"" + nearest + "\"");
      }
    }
    String keys = row.keySet().stream().limit(8).map(Shown::key).collect(Collectors.joining(", "));
    String known =
        Arrays.stream(Schema.values()).map(Schema::title).collect(Collectors.joining(", "));
    faults.add(
        ProblemKind.UNKNOWN_SCHEMA,
        "",
        (keys.isEmpty() ? "no keys" : "unknown schema with the keys " + keys)
            + ", expected one of: "
            + known,
        String.join(", ", hints));
  }

  private @Nullable Row text() {
    String text = fields.string("text");
    return text == null ? null : new Row.Text(fields.source(), text, fields.variables());
  }

  private @Nullable Row conversation(String key) {
    List<Message> messages = sides.messages().messages(key, fields.take(key));
    // ShareGPT's files often keep the system's turn beside the conversation.
    String system = key.equals("conversations") ? fields.optionalString("system") : "";
    if (messages == null || system == null) {
      return null;
    }
    if (!system.isEmpty()) {
      messages.add(0, new Message("system", system));
    }
    return new Row.Conversation(fields.source(), messages, fields.variables());
  }

  private @Nullable Row prompt() {
    Turns prompt = sides.prompt("prompt", fields.take("prompt"));
    return prompt == null ? null : new Row.Prompt(fields.source(), prompt, fields.variables());
  }

  private @Nullable Row demonstration(boolean mayBeEmpty) {
    Object given = fields.take("prompt");
    Turns prompt = sides.prompt("prompt", given);
    boolean chat = given instanceof List;
    Object answer = fields.take("completion");
    Turns completion;
    if (mayBeEmpty && "".equals(answer)) {
      completion = chat ? Sides.assistant("") : new Turns.Plain("");
    } else {
      completion = sides.answer("completion", answer, chat);
    }
    if (prompt == null || completion == null) {
      return null;
    }
    return new Row.Demonstration(fields.source(), prompt, completion, fields.variables());
  }
}
