package dev.herder.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Continuation;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunManifest;
import dev.herder.eval.Evaluated;
import dev.herder.eval.EvaluationStopped;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.answer.GivenAnswers;
import dev.herder.eval.ifeval.IfEvalSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationRunTest {
  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(
        folder.resolve("prompts.jsonl"),
        "{\"key\": 1, \"prompt\": \"p\", \"instruction_id_list\": [\"punctuation:no_comma\"],"
            + " \"kwargs\": [{}]}");
    Files.writeString(
        folder.resolve("responses.jsonl"),
        "{\"prompt\": \"p\", \"response\": \"none\"}\n{\"prompt\": \"q\", \"response\": \"\"}");
  }

  private EvaluationRun.Config config(String out, String identity, String... requirements) {
    return new EvaluationRun.Config(
        List.of(folder.resolve("prompts.jsonl")),
        SuiteOptions.none(),
        Optional.empty(),
        Optional.empty(),
        identity,
        folder.resolve(out),
        false,
        Stream.of(requirements).map(Requirement::parse).toList(),
        List.of(),
        Map.of());
  }

  private EvaluationRun.Result run(EvaluationRun.Config config) throws IOException {
    return new EvaluationRun(
            new IfEvalSuite(), GivenAnswers.read(folder.resolve("responses.jsonl")))
        .run(config, RunContext.quiet());
  }

  @Test
  void everyFileIsWritten() throws IOException {
    EvaluationRun.Result result =
        run(config("out", "a", "ifeval.prompt_strict>=0.5", "ifeval.prompt_strict.low>=0.5"));

    assertFalse(result.met());
    assertEquals(List.of(true, false), result.outcomes().stream().map(o -> o.met()).toList());
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      assertEquals(
          Set.of(
              "results.json",
              "items.jsonl",
              "report.html",
              "report.md",
              "junit.xml",
              "manifest.json"),
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !name.startsWith("."))
              .collect(Collectors.toSet()));
    }
    RunManifest manifest = RunManifest.read(folder.resolve("out"));
    assertEquals("eval", manifest.stage());
    assertTrue(RunManifest.finished(folder.resolve("out"), manifest.fingerprint()).isPresent());
    Evaluation back = Evaluation.read(folder.resolve("out"));
    assertEquals(result.evaluation(), Optional.of(back));
    assertTrue(back.result().notes().toString().contains("1 given answers belong to no prompt"));
  }

  @Test
  void oneFileIsEnough() throws IOException {
    run(config("result.json", "a"));

    assertEquals(1, Evaluation.read(folder.resolve("result.json")).result().items().size());
  }

  @Test
  void anotherResultIsNotOverwritten() throws IOException {
    run(config("out", "a"));
    run(config("out", "a"));

    UserError error = assertThrows(UserError.class, () -> run(config("out", "b")));

    assertTrue(String.valueOf(error.getMessage()).contains("--overwrite"));
  }

  @Test
  void aBarWithASlipCostsNoEvaluation() throws IOException {
    EvaluationRun.Config slip = config("out", "a", "ifeval.promptstrict>=0.5");

    UserError error = assertThrows(UserError.class, () -> run(slip));

    assertTrue(String.valueOf(error.getMessage()).contains("names no figure"));
    assertEquals(1, Evaluation.read(folder.resolve("out")).result().items().size());
    assertTrue(Files.exists(folder.resolve("out/report.html")));
  }

  private EvaluationRun.Config trainedOn(String rows) throws IOException {
    return new EvaluationRun.Config(
        List.of(folder.resolve("prompts.jsonl")),
        SuiteOptions.none(),
        Optional.empty(),
        Optional.empty(),
        "a",
        folder.resolve("out"),
        false,
        List.of(),
        List.of(Files.writeString(folder.resolve("train.jsonl"), rows)),
        Map.of());
  }

  @Test
  void trainingDataIsReadBeforeAnybodyIsAsked() throws IOException {
    EvaluationRun.Config config = trainedOn("");

    // The model that is asked to stop would end it without an error.
    assertThrows(
        UserError.class,
        () -> new EvaluationRun(new IfEvalSuite(), new Stopping()).run(config, RunContext.quiet()));
  }

  @Test
  void aBarOfAnotherSuiteIsRefusedFirst() {
    assertThrows(UserError.class, () -> run(config("out", "a", "gsm8k.accuracy>=0.5")));
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void trainingDataIsLookedThrough() throws IOException {
    EvaluationRun.Config config = trainedOn("{\"prompt\": \"P!\", \"completion\": \"x\"}");

    EvaluationRun.Result result = run(config);

    assertTrue(
        result.evaluation().orElseThrow().result().notes().toString().contains("1 of 1 items"));
    assertTrue(Files.readString(folder.resolve("out/contamination.json")).contains("thresholds"));
    assertTrue(Files.readString(folder.resolve("out/report.html")).contains("Contamination"));
  }

  @Test
  void aStopIsNoResult() throws IOException {
    EvaluationRun.Result result =
        new EvaluationRun(new IfEvalSuite(), new Stopping())
            .run(config("out", "a"), RunContext.quiet());

    assertTrue(result.evaluation().isEmpty());
    assertTrue(result.met());
  }

  /** A model that is asked to stop at once. */
  private static final class Stopping implements Evaluated {
    @Override
    public String name() {
      return "stopping";
    }

    @Override
    public Map<String, Object> settings(Sampling sampling) {
      return Map.of();
    }

    @Override
    public List<List<Completion>> answers(List<Row.Prompt> prompts, Sampling sampling) {
      throw new EvaluationStopped();
    }

    @Override
    public List<Likelihood> likelihoods(List<Continuation> asked) {
      throw new EvaluationStopped();
    }
  }
}
