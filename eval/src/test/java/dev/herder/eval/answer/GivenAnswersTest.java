package dev.herder.eval.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenAnswersTest {
  private static final Sampling GREEDY = Sampling.greedy(9);

  @TempDir Path folder;

  private GivenAnswers read(String... rows) throws IOException {
    Path file = folder.resolve("answers.jsonl");
    Files.writeString(file, String.join("\n", rows));
    return GivenAnswers.read(file);
  }

  private static Row.Prompt chat(String text) {
    return new Row.Prompt(
        new Source("prompts.jsonl", 7),
        new Turns.Chat(List.of(new Message("user", text))),
        Map.of());
  }

  @Test
  void publishedAndGeneratedRowsAreRead() throws IOException {
    GivenAnswers answers =
        read(
            "{\"prompt\": \"a\", \"response\": \"A\"}",
            "{\"prompt\": [{\"role\": \"user\", \"content\": \"b\"}], \"sample\": 0,"
                + " \"completion\": \"B\", \"finish_reason\": \"length\"}",
            "{\"prompt\": \"never asked\", \"response\": \"\"}");

    List<List<Completion>> found = answers.answers(List.of(chat("b"), chat("a")), GREEDY);

    assertEquals("B", found.get(0).get(0).text());
    assertEquals(FinishReason.LENGTH, found.get(0).get(0).finishReason());
    assertEquals("A", found.get(1).get(0).text());
    assertEquals(1, answers.unused());
  }

  @Test
  void aValueOfTheWrongKindIsShown() {
    String good = "{\"prompt\": \"a\", \"response\": \"A\"}";
    assertEquals(
        "answers.jsonl:2: key 'response': found 7, expected a text",
        refusal(good, "{\"prompt\": \"b\", \"response\": 7}"));
    assertEquals(
        "answers.jsonl:1: key 'prompt': found [], expected a text",
        refusal("{\"prompt\": [], \"response\": \"A\"}"));
    assertTrue(refusal("{\"prompt\": \"b\"}").endsWith("found the keys prompt"));
  }

  private String refusal(String... rows) {
    UserError error = assertThrows(UserError.class, () -> read(rows));
    return String.valueOf(error.getMessage()).replace(folder + "/", "");
  }

  @Test
  void aMissingAnswerNamesItsPrompt() throws IOException {
    GivenAnswers answers = read("{\"prompt\": \"a\", \"response\": \"A\"}");

    UserError error =
        assertThrows(
            UserError.class, () -> answers.answers(List.of(chat("a"), chat("b b\n b")), GREEDY));

    assertTrue(
        String.valueOf(error.getMessage())
                .contains("no answer to 1 of 2 prompts, the first that of prompts.jsonl:7")
            && String.valueOf(error.getMessage()).contains("\"b b b\""),
        error.getMessage());
  }

  @Test
  void twoAnswersAreRefusedWhereOneIsWanted() throws IOException {
    GivenAnswers answers =
        read(
            "{\"prompt\": \"a\", \"response\": \"A\"}", "{\"prompt\": \"a\", \"response\": \"B\"}");

    UserError error =
        assertThrows(UserError.class, () -> answers.answers(List.of(chat("a")), GREEDY));

    assertTrue(
        String.valueOf(error.getMessage())
            .contains("answers.jsonl:2: answers the prompt of prompts.jsonl:7"));
    assertEquals(
        2, answers.answers(List.of(chat("a")), new Sampling(5, 1, 0, 1, 9, 0)).get(0).size());
  }

  @Test
  void aRowWithoutAnswerIsRefused() {
    UserError error =
        assertThrows(UserError.class, () -> read("{\"prompt\": \"a\", \"text\": \"A\"}"));

    assertTrue(
        String.valueOf(error.getMessage()).contains("answers.jsonl:1: expected {\"prompt\""));
    assertThrows(UserError.class, () -> read("{\"prompt\": \"a\""));
  }
}
