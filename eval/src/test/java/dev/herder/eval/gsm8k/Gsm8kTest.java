package dev.herder.eval.gsm8k;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.DataException;
import dev.herder.core.data.Message;
import dev.herder.core.data.Turns;
import dev.herder.core.run.RunContext;
import dev.herder.eval.ScriptedModel;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.Suites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Gsm8kTest {
  private static final String ROWS =
      """
      {"question":"Ann has 2 pens and buys 3. How many?","answer":"She has 2+3=<<2+3=5>>5.\\n#### 5"}
      {"question":"Ben had 9 plums and ate 2. How many?","answer":"9-2=<<9-2=7>>7 are left.\\n#### 7"}
      {"question":"Four boxes of 6. How many?","answer":"#### 24"}
      """;

  @TempDir Path folder;

  private SuiteResult run(String rows, ScriptedModel model, SuiteOptions options) throws Exception {
    Path file = Files.writeString(folder.resolve("test.jsonl"), rows);
    return Suites.byName("gsm8k")
        .evaluate(SuiteInput.of(file, RunContext.quiet()).with(options), model);
  }

  @Test
  void countsRightNumbersWithAndWithoutTheMark() throws Exception {
    ScriptedModel model =
        ScriptedModel.answering(
            text ->
                text.startsWith("Ann")
                    ? "2+3=5\n#### 5"
                    : text.startsWith("Ben") ? "He has 7 left." : "It is 23");
    SuiteResult result = run(ROWS, model, SuiteOptions.none());
    assertEquals(2.0 / 3, result.figure("accuracy").value(), 1e-12);
    assertEquals(1.0 / 3, result.figure("accuracy_strict").value(), 1e-12);
    assertEquals(List.of("expected 24"), result.items().get(2).reasons());
    assertTrue(
        ScriptedModel.text(model.asked().get(0))
            .startsWith("Ann has 2 pens and buys 3. How many?"));
    assertTrue(ScriptedModel.text(model.asked().get(0)).contains("####"));
    assertTrue(model.asked().get(0).variables().isEmpty());
  }

  @Test
  void goesOnWithATextOfExamples() throws Exception {
    Path shots = Files.writeString(folder.resolve("train.jsonl"), ROWS);
    ScriptedModel model = ScriptedModel.answering(text -> " 0");
    run(
        ROWS,
        model,
        SuiteOptions.none()
            .with("format", "completion")
            .with("shots", "2")
            .with("shots-file", shots.toString()));
    assertEquals(
        """
        Question: Ann has 2 pens and buys 3. How many?
        Answer: She has 2+3=5.
        #### 5

        Question: Ben had 9 plums and ate 2. How many?
        Answer: 9-2=7 are left.
        #### 7

        Question: Four boxes of 6. How many?
        Answer:""",
        ScriptedModel.text(model.asked().get(2)));
    assertEquals(List.of("Question:"), model.drawn().stop());
  }

  @Test
  void chatsWithExamplesAsTurns() throws Exception {
    Path shots = Files.writeString(folder.resolve("train.jsonl"), ROWS);
    ScriptedModel model = ScriptedModel.answering(text -> "0");
    run(
        ROWS,
        model,
        SuiteOptions.none()
            .with("shots", "1")
            .with("shots-file", shots.toString())
            .with("instruction", "false"));
    assertEquals(
        new Turns.Chat(
            List.of(
                new Message("user", "Ann has 2 pens and buys 3. How many?"),
                new Message("assistant", "She has 2+3=5.\n#### 5"),
                new Message("user", "Four boxes of 6. How many?"))),
        model.asked().get(2).prompt());
  }

  @Test
  void promptsAreAskedAsTheyAre() throws Exception {
    ScriptedModel model = ScriptedModel.answering(text -> "#### 5");
    SuiteResult result =
        run(
            """
            {"prompt":[{"role":"user","content":"2 and 3?"}],"answer":"5"}
            {"prompt":"1 and 4?","answer":5}
            """,
            model,
            SuiteOptions.none());
    assertEquals(1, result.figure("accuracy").value());
    assertEquals("2 and 3?", ScriptedModel.text(model.asked().get(0)));
    assertEquals("1 and 4?", ScriptedModel.text(model.asked().get(1)));
  }

  @Test
  void averagesOverSamples() throws Exception {
    ScriptedModel model =
        ScriptedModel.sampling((text, sample) -> sample == 0 ? "#### 5" : "#### 6");
    SuiteResult result =
        run(
            "{\"question\":\"2 and 3?\",\"answer\":\"5\"}\n",
            model,
            SuiteOptions.none().with("n", "4"));
    assertEquals(0.25, result.figure("accuracy").value());
    assertEquals(0.6, model.drawn().temperature());
  }

  @Test
  void refusesRowsAndExamplesThatDoNotFit() throws Exception {
    ScriptedModel model = ScriptedModel.answering(text -> "0");
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                run(
                    "{\"question\":\"Q\",\"answer\":\"none\"}\n{\"prompt\":[]}\n{\"q\":1}\n",
                    model,
                    SuiteOptions.none()));
    assertEquals(
        List.of("answer", "prompt", "question"),
        e.problems().first().stream().map(each -> each.key()).toList());
    assertThrows(UserError.class, () -> run(ROWS, model, SuiteOptions.none().with("shots", "3")));
    Path bare =
        Files.writeString(folder.resolve("bare.jsonl"), "{\"question\":\"Q\",\"answer\":\"5\"}\n");
    UserError shot =
        assertThrows(
            UserError.class,
            () ->
                run(
                    ROWS,
                    model,
                    SuiteOptions.none().with("shots", "1").with("shots-file", bare.toString())));
    assertTrue(String.valueOf(shot.getMessage()).startsWith(bare + ":1: answer:"));
  }
}
