package dev.herder.core.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads Alpaca rows: {@code instruction}, {@code input}, {@code output}, {@code system}, {@code
 * history}.
 *
 * <p>The instruction and, on the next line, the input are the user's turn; {@code history} is a
 * list of earlier {@code [question, answer]} pairs. A row without {@code output} is a prompt.
 */
final class AlpacaParser {
  private final Fields fields;
  private final Faults faults;
  private final Sides sides;

  AlpacaParser(Fields fields, Sides sides) {
    this.fields = fields;
    this.faults = fields.faults();
    this.sides = sides;
  }

  @Nullable Row row() {
    Turns prompt = prompt();
    if (!fields.has("output")) {
      fields.take("output");
      return prompt == null ? null : new Row.Prompt(fields.source(), prompt, fields.variables());
    }
    String output = fields.string("output");
    Turns answer = output == null ? null : sides.answer("output", output, true);
    if (prompt == null || answer == null) {
      return null;
    }
    return new Row.Demonstration(fields.source(), prompt, answer, fields.variables());
  }

  /** The turns before the answer. */
  @Nullable Turns prompt() {
    List<Message> turns = new ArrayList<>();
    String system = fields.optionalString("system");
    if (system != null && !system.isEmpty()) {
      turns.add(new Message("system", system));
    }
    boolean good = history(fields.take("history"), turns);
    String instruction = fields.string("instruction");
    String input = fields.optionalString("input");
    if (system == null || instruction == null || input == null || !good) {
      return null;
    }
    turns.add(new Message("user", input.isEmpty() ? instruction : instruction + "\n" + input));
    return new Turns.Chat(turns);
  }

  private boolean history(@Nullable Object value, List<Message> turns) {
    if (value == null) {
      return true;
    }
    if (value instanceof List<?> pairs) {
      for (Object pair : pairs) {
        if (!(pair instanceof List<?> two)
            || two.size() != 2
            || !(two.get(0) instanceof String question)
            || !(two.get(1) instanceof String answer)
            || question.isBlank()
            || answer.isBlank()) {
          return badHistory();
        }
        turns.add(new Message("user", question));
        turns.add(new Message("assistant", answer));
      }
      return true;
    }
    return badHistory();
  }

  private boolean badHistory() {
    faults.add(
        ProblemKind.WRONG_TYPE, "history", "expected a list of [question, answer] pairs of texts");
    return false;
  }
}
