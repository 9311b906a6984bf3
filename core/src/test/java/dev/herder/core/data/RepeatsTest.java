package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RepeatsTest {
  private long line;

  private Source next() {
    return new Source("rows.jsonl", ++line);
  }

  private Row demonstration(String prompt, String completion) {
    return new Row.Demonstration(
        next(),
        new Turns.Plain(prompt),
        new Turns.Plain(completion),
        Map.of("id", String.valueOf(line)));
  }

  private Row chat(String question, String answer) {
    return new Row.Conversation(
        next(), List.of(new Message("user", question), new Message("assistant", answer)), Map.of());
  }

  @Test
  void rowsAndPromptsAreToldApart() {
    Repeats repeats = new Repeats();
    repeats.add(demonstration("a", "1"));
    repeats.add(demonstration("a", "2"));
    repeats.add(demonstration("a", "1"));
    repeats.add(chat("a", "1"));
    repeats.add(chat("a", "2"));
    repeats.add(chat("b", "2"));
    repeats.add(new Row.Prompt(next(), new Turns.Plain("b"), Map.of()));
    repeats.add(new Row.Text(next(), "a", Map.of()));
    repeats.add(new Row.Text(next(), "a", Map.of()));
    assertEquals(2, repeats.rows());
    assertEquals(3, repeats.prompts());
    assertEquals(
        List.of(
            new Repeats.Pair(new Source("rows.jsonl", 3), new Source("rows.jsonl", 1)),
            new Repeats.Pair(new Source("rows.jsonl", 9), new Source("rows.jsonl", 8))),
        repeats.first());
  }
}
