package dev.herder.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herder.eval.SuiteResult;
import dev.herder.eval.report.Evaluation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateFromJavaTest {
  @TempDir Path out;

  @Test
  void runs() throws Exception {
    EvaluateFromJava.main(
        new String[] {
          "evaluation/prompts.jsonl", "evaluation/responses.jsonl", out.resolve("result").toString()
        });

    SuiteResult result = Evaluation.read(out.resolve("result")).result();
    assertEquals(4 / 6.0, result.figure("prompt_strict").value(), 1e-12);
    assertEquals(5 / 6.0, result.figure("prompt_loose").value(), 1e-12);
    assertEquals(6 / 8.0, result.figure("instruction_strict").value(), 1e-12);
  }
}
