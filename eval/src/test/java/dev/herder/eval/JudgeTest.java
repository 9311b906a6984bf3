package dev.herder.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.generate.Generator;
import dev.herder.core.run.RunContext;
import dev.herder.eval.answer.RecordingModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A judge's verdicts outlive whatever ends an evaluation. */
class JudgeTest {
  private static final String PAIRS =
      """
      {"id":"c","prompt":"Name a colour.","output":"blue","kind":"violating"}
      {"id":"b","prompt":"Name a bird.","output":"owl","kind":"borderline"}
      {"id":"f","prompt":"Name a fish.","output":"cod","kind":"violating"}
      """;

  /** Ends an evaluation as a kill does: nothing catches it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @TempDir Path folder;

  private final List<String> asked = new ArrayList<>();
  private int most = Integer.MAX_VALUE;

  /** Finds the first answer better, and all conversations safe. */
  private final Generator judge =
      (prompts, sampling, sink) -> {
        for (Row.Prompt prompt : prompts) {
          if (asked.size() == most) {
            throw new Killed();
          }
          asked.add(ScriptedModel.text(prompt));
          sink.accept(new Completion(prompt, 0, "safe. Verdict: A", FinishReason.STOP, 5, -0.25));
        }
      };

  @BeforeEach
  void rows() throws IOException {
    Files.writeString(folder.resolve("rows.jsonl"), PAIRS);
  }

  private SuiteResult run(String suite, String identity, String answer) throws IOException {
    RecordingModel kept =
        new RecordingModel(
            "judge",
            identity,
            judge,
            continuations -> List.of(),
            folder.resolve("verdicts.jsonl"),
            "verdicts",
            RunContext.quiet());
    return Suites.byName(suite)
        .evaluate(
            new SuiteInput(
                List.of(folder.resolve("rows.jsonl")),
                SuiteOptions.none(),
                Optional.empty(),
                Optional.of(new Judge(kept, identity)),
                RunContext.quiet()),
            ScriptedModel.answering(text -> text.contains("fish") ? answer : "none"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"win-rate", "safety"})
  void whatWasJudgedBeforeAKillIsNotAskedAgain(String suite) throws IOException {
    SuiteResult whole = run(suite, "j", "eel");
    List<String> questions = List.copyOf(asked);
    Files.delete(folder.resolve("verdicts.jsonl"));
    asked.clear();

    most = 2;
    assertThrows(Killed.class, () -> run(suite, "j", "eel"));
    // The kill came while the next row was written.
    Files.writeString(
        folder.resolve("verdicts.jsonl"),
        "{\"prompt\":\"Na",
        StandardCharsets.UTF_8,
        StandardOpenOption.APPEND);
    most = Integer.MAX_VALUE;
    SuiteResult resumed = run(suite, "j", "eel");

    assertEquals(whole, resumed);
    assertEquals(questions, asked);
    assertEquals(suite.equals("safety") ? 3 : 6, asked.size());
    run(suite, "j", "eel");
    assertEquals(questions, asked);
  }

  @Test
  void anotherJudgeOrAnotherAnswerIsAskedAbout() throws IOException {
    run("win-rate", "j", "eel");
    asked.clear();

    run("win-rate", "j", "carp");
    assertEquals(2, asked.size());
    asked.clear();
    run("win-rate", "other", "carp");
    assertEquals(6, asked.size());
  }
}
