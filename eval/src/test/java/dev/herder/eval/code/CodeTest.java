package dev.herder.eval.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.data.DataException;
import dev.herder.core.data.Row;
import dev.herder.core.run.RunContext;
import dev.herder.core.verify.Verifier;
import dev.herder.core.verify.Verifiers;
import dev.herder.eval.ScriptedModel;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.Suites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeTest {
  private static final String HUMAN_EVAL =
      """
      {"task_id":"Own/0","prompt":"import math\\n\\ndef twice(x):\\n    \\"\\"\\"Double x.\\"\\"\\"\\n","entry_point":"twice","test":"def check(candidate):\\n    assert candidate(3) == 6\\n"}
      """;
  private static final String MBPP =
      """
      {"task_id":11,"text":"Write a function to add one.","test_setup_code":"LIMIT = 4","test_list":["assert inc(3) == LIMIT","assert inc(-1) == 0"]}
      """;

  @TempDir Path folder;

  /** Says a program passes if it holds the word, and keeps what it was given. */
  private static final class Fake implements Verifier {
    final List<String> programs = new ArrayList<>();
    final List<Object> tests = new ArrayList<>();

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public double score(Row.Prompt prompt, String completion) {
      programs.add(completion);
      tests.add(Objects.requireNonNull(prompt.variables().get("tests")));
      return completion.contains("2 * x") || completion.contains("n + 1") ? 1 : 0.5;
    }
  }

  private final Fake fake = new Fake();

  private SuiteResult run(Suite suite, String rows, ScriptedModel model, SuiteOptions options)
      throws Exception {
    Path file = Files.writeString(folder.resolve("tasks.jsonl"), rows);
    return suite.evaluate(SuiteInput.of(file, RunContext.quiet()).with(options), model);
  }

  @Test
  void estimatesAreThoseOfTheBinomials() throws Exception {
    Path golden = Path.of("src", "test", "resources", "golden", "suites", "suites.json");
    JsonNode rows = new ObjectMapper().readTree(golden.toFile()).path("pass_at_k");
    assertEquals(10, rows.size());
    for (JsonNode row : rows) {
      assertEquals(
          row.path("value").asDouble(),
          PassAtK.estimate(row.path("n").asInt(), row.path("c").asInt(), row.path("k").asInt()),
          1e-12,
          row.toString());
    }
    assertThrows(IllegalArgumentException.class, () -> PassAtK.estimate(3, 1, 4));
  }

  @Test
  void anAnswerMayBringTheWholeFunction() throws Exception {
    ScriptedModel model =
        ScriptedModel.answering(
            text -> "Sure:\n```python\ndef twice(x):\n    return 2 * x\n```\nDone.");
    SuiteResult result = run(new Code(limits -> fake), HUMAN_EVAL, model, SuiteOptions.none());
    assertEquals(1, result.figure("pass@1").value());
    assertEquals("Own/0", result.items().get(0).id());
    assertEquals(List.of("import math\n\n\ndef twice(x):\n    return 2 * x"), fake.programs);
    assertEquals(
        List.of(List.of("def check(candidate):\n    assert candidate(3) == 6\n\ncheck(twice)\n")),
        fake.tests);
    assertTrue(model.asked().get(0).variables().isEmpty());
  }

  @Test
  void aContinuationGoesOnFromThePrompt() throws Exception {
    ScriptedModel model = ScriptedModel.answering(text -> "    return 2 * x\n```\n\nAnd so on");
    run(
        new Code(limits -> fake),
        HUMAN_EVAL,
        model,
        SuiteOptions.none().with("format", "completion"));
    assertEquals(
        List.of("import math\n\ndef twice(x):\n    \"\"\"Double x.\"\"\"\n    return 2 * x"),
        fake.programs);
    assertTrue(model.drawn().stop().contains("\ndef "));
    assertTrue(ScriptedModel.text(model.asked().get(0)).endsWith("\"\"\"\n"));
  }

  @Test
  void readsMbppAndShowsItsTests() throws Exception {
    ScriptedModel model = ScriptedModel.answering(text -> "def inc(n):\n    return n + 1");
    SuiteResult result = run(new Code(limits -> fake), MBPP, model, SuiteOptions.none());
    assertEquals("11", result.items().get(0).id());
    assertTrue(ScriptedModel.text(model.asked().get(0)).contains("assert inc(-1) == 0"));
    assertEquals(
        List.of(List.of("LIMIT = 4\nassert inc(3) == LIMIT", "LIMIT = 4\nassert inc(-1) == 0")),
        fake.tests);
  }

  @Test
  void estimatesSeveralKFromTheSamples() throws Exception {
    ScriptedModel model =
        ScriptedModel.sampling((text, sample) -> sample % 4 == 0 ? "return 2 * x" : "return x");
    SuiteResult result =
        run(
            new Code(limits -> fake),
            HUMAN_EVAL,
            model,
            SuiteOptions.none().with("k", "5,1").with("n", "8"));
    assertEquals(0.25, result.figure("pass@1").value(), 1e-12);
    // One minus C(6,5) / C(8,5).
    assertEquals(1 - 6.0 / 56, result.figure("pass@5").value(), 1e-12);
    assertEquals(2, result.items().get(0).measure("passed"));
    assertEquals(8, result.items().get(0).answered().size());
  }

  @Test
  void refusesTooFewSamplesAndUnfitRows() {
    ScriptedModel model = ScriptedModel.answering(text -> "");
    Code code = new Code(limits -> fake);
    for (String k : List.of("0", "1,x", "")) {
      assertThrows(UserError.class, () -> run(code, MBPP, model, SuiteOptions.none().with("k", k)));
    }
    assertThrows(
        UserError.class,
        () -> run(code, MBPP, model, SuiteOptions.none().with("k", "10").with("n", "9")));
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                run(
                    code,
                    "{\"prompt\":\"p\",\"entry_point\":\"a b\",\"test\":\"t\"}\n{\"text\":\"x\"}\n",
                    model,
                    SuiteOptions.none()));
    assertEquals("entry_point", e.problems().first().get(0).key());
    assertEquals("test_list", e.problems().first().get(1).key());
  }

  @Test
  void withoutASandboxNothingIsAskedOrRun() {
    ScriptedModel model = ScriptedModel.answering(text -> "");
    Code code =
        new Code(
            limits -> {
              throw new UserError("sandbox: there is none here");
            });
    UserError e = assertThrows(UserError.class, () -> run(code, MBPP, model, SuiteOptions.none()));
    assertTrue(String.valueOf(e.getMessage()).startsWith("sandbox:"));
    assertTrue(model.asked().isEmpty());
  }

  @Test
  void runsProgramsInTheSandboxWhereThereIsOne() throws Exception {
    Assumptions.assumeTrue(sandboxed());
    ScriptedModel model =
        ScriptedModel.sampling(
            (text, sample) ->
                sample == 0 ? "def twice(x):\n    return 2 * x" : "def twice(x):\n    return x");
    SuiteResult result =
        run(
            Suites.byName("code"),
            HUMAN_EVAL,
            model,
            SuiteOptions.none().with("n", "2").with("timeout", "20"));
    assertEquals(0.5, result.figure("pass@1").value());
    assertFalse(result.items().get(0).reasons().isEmpty());
  }

  private static boolean sandboxed() {
    try {
      Verifiers.byName("code:python");
      return true;
    } catch (UserError e) {
      return false;
    }
  }
}
