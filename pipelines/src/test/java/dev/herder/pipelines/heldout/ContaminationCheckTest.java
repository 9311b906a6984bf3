package dev.herder.pipelines.heldout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContaminationCheckTest {
  private static final Source SOURCE = new Source("rows.jsonl", 9);

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("held-out.jsonl");
    Files.writeString(
        file,
        """
        {"prompt": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Who is it?"}]}
        {"prompt": "Caf\\u00e9 or tea?"}
        """);
  }

  private ContaminationCheck check(boolean drop) throws IOException {
    return new ContaminationCheck(HeldOut.read(file), drop);
  }

  private static Turns chat(String... contents) {
    return new Turns.Chat(
        IntStream.range(0, contents.length)
            .mapToObj(i -> new Message(i % 2 == 0 ? "user" : "assistant", contents[i]))
            .toList());
  }

  private static Row conversation(String... contents) {
    return new Row.Conversation(SOURCE, ((Turns.Chat) chat(contents)).messages(), Map.of());
  }

  @Test
  void findsTheQuestionInEveryKindOfRow() throws IOException {
    Turns plain = new Turns.Plain(" Who is\n it? ");
    Turns answer = new Turns.Plain("me");
    List<Row> same =
        List.of(
            conversation("Who is it?", "me"),
            conversation("Hello", "Hi", "Who  is it?", "me"),
            conversation("Cafe\u0301 or tea?", "tea"),
            new Row.Demonstration(SOURCE, plain, answer, Map.of()),
            new Row.Preference(
                SOURCE, chat("Who is it?"), chat("x", "a"), chat("y", "b"), Map.of()),
            new Row.Ranked(SOURCE, plain, List.of(answer, plain), Map.of()),
            new Row.Prompt(SOURCE, chat("Who is it?"), Map.of()),
            new Row.Text(SOURCE, "Who is it? It is me.", Map.of()));
    ContaminationCheck check = check(true);
    for (Row row : same) {
      assertFalse(check.mayUse(row), row.toString());
    }
    assertEquals(same.size(), check.finish());
  }

  @Test
  void letsEverythingElsePass() throws IOException {
    List<Row> other =
        List.of(
            conversation("Who is that?", "Who is it?"),
            conversation("Be kind.", "Yes"),
            conversation("who is it?", "me"),
            new Row.Text(SOURCE, "Ask: Who is it?", Map.of()),
            new Row.Text(SOURCE, "Who", Map.of()),
            new Row.Demonstration(
                SOURCE, new Turns.Plain("Who is it? Now."), new Turns.Plain("x"), Map.of()));
    ContaminationCheck check = check(false);
    for (Row row : other) {
      assertTrue(check.mayUse(row), row.toString());
    }
    assertEquals(0, check.finish());
  }

  @Test
  void namesTheRowsItRefuses() throws IOException {
    ContaminationCheck check = check(false);
    for (int line = 1; line <= 25; line++) {
      Source source = new Source("rows.jsonl", line);
      assertFalse(check.mayUse(new Row.Text(source, "Caf\u00e9 or tea?", Map.of())));
    }
    String message = assertThrows(UserError.class, check::finish).toString();
    assertTrue(message.contains("25 training rows have held-out prompts"), message);
    assertTrue(message.contains("rows.jsonl:20 has the prompt of " + file + ":2"), message);
    assertFalse(message.contains("rows.jsonl:21 "), message);
    assertTrue(message.endsWith("and 5 more"), message);
  }

  @Test
  void aShareIsTheSameWhateverTheOrderAndKeepsEqualQuestionsTogether() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      rows.append("{\"prompt\":\"Q").append(i % 20).append("\",\"id\":").append(i).append("}\n");
    }
    Path prompts = folder.resolve("prompts.jsonl");
    Files.writeString(prompts, rows);
    Path first = HeldOutShare.setAside(prompts, 0.25, 5, folder.resolve("first.jsonl"));
    List<String> heldOut = Files.readAllLines(first);
    assertEquals(10, heldOut.size());
    assertEquals(5, heldOut.stream().map(ContaminationCheckTest::question).distinct().count());

    List<String> lines = new ArrayList<>(Files.readAllLines(prompts));
    Collections.reverse(lines);
    Files.write(prompts, lines);
    Path again = HeldOutShare.setAside(prompts, 0.25, 5, folder.resolve("again.jsonl"));
    assertEquals(
        heldOut.stream().sorted().toList(), Files.readAllLines(again).stream().sorted().toList());
    Path other = HeldOutShare.setAside(prompts, 0.25, 6, folder.resolve("other.jsonl"));
    assertFalse(heldOut.containsAll(Files.readAllLines(other)));
  }

  private static String question(String line) {
    return line.substring(0, line.indexOf("\",\"id\""));
  }

  @Test
  void refusesToHoldOutTheOnlyQuestion() throws IOException {
    Path prompts = folder.resolve("prompts.jsonl");
    Files.writeString(prompts, "{\"prompt\":\"Q\"}\n{\"prompt\":\"Q \"}\n");
    Path target = folder.resolve("x.jsonl");
    String message =
        assertThrows(UserError.class, () -> HeldOutShare.setAside(prompts, 0.5, 5, target))
            .toString();
    assertTrue(message.contains("only one question"), message);
  }
}
