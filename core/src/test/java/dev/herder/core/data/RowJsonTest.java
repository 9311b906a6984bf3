package dev.herder.core.data;

import static dev.herder.core.data.OneRow.SOURCE;
import static dev.herder.core.data.OneRow.chat;
import static dev.herder.core.data.OneRow.messages;
import static dev.herder.core.data.OneRow.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RowJsonTest {
  private static final Map<String, Object> VARIABLES = Map.of("answer", "5");

  @TempDir Path folder;

  static List<Row> rows() {
    Message call = new Message("assistant", "", Map.of("tool_calls", List.of(Map.of("id", "c1"))));
    return List.of(
        new Row.Text(SOURCE, "zwölf 😀\n\u2028", VARIABLES),
        new Row.Conversation(SOURCE, messages("user", "u", "assistant", "a"), VARIABLES),
        new Row.Conversation(
            SOURCE, List.of(call, new Message("tool", "", Map.of("name", "f"))), Map.of()),
        new Row.Demonstration(SOURCE, plain("p"), plain("c"), VARIABLES),
        new Row.Demonstration(SOURCE, chat("user", "p"), chat("assistant", "c"), Map.of()),
        new Row.Demonstration(
            SOURCE,
            chat("user", "p"),
            chat("assistant", ""),
            Map.of("sample", 1L, "finish_reason", "stop", "logprob", -1.5)),
        new Row.Preference(SOURCE, plain("p"), plain("c"), plain("r"), VARIABLES),
        new Row.Preference(
            SOURCE, chat("user", "p"), chat("assistant", "c"), chat("assistant", "r"), Map.of()),
        new Row.Ranked(SOURCE, plain("p"), List.of(plain("a"), plain("b")), VARIABLES),
        new Row.Ranked(
            SOURCE,
            chat("user", "p"),
            List.of(chat("assistant", "a"), chat("assistant", "b")),
            Map.of("responses", List.of(Map.of("score", 1L), Map.of()))),
        new Row.Prompt(SOURCE, plain("p"), VARIABLES),
        new Row.Prompt(SOURCE, chat("system", "s", "user", "p"), Map.of()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whatIsWrittenReadsBack(Row row) throws IOException {
    Path file = folder.resolve("f");
    try (JsonlWriter writer = JsonlWriter.create(file)) {
      writer.write(row);
      writer.commit();
    }
    String text = Files.readString(file);
    assertEquals(row, OneRow.good(text.replace("'", "\\u0027")), text);
  }

  @Test
  void variablesThatWouldChangeTheSchemaAreLeftOut() {
    Row row =
        new Row.Demonstration(
            SOURCE, plain("p"), plain("c"), Map.of("messages", List.of(), "chosen", "x"));
    assertEquals(Map.of("prompt", "p", "completion", "c"), RowJson.toMap(row));
  }
}
