package dev.herder.examples;

import dev.herder.core.run.Hashes;
import dev.herder.core.run.RunContext;
import dev.herder.eval.Figure;
import dev.herder.eval.answer.GivenAnswers;
import dev.herder.eval.ifeval.IfEvalSuite;
import dev.herder.eval.report.EvaluationRun;
import java.io.IOException;
import java.nio.file.Path;

/** Answers judged by IFEval from a program. */
public final class EvaluateFromJava {
  private EvaluateFromJava() {}

  /** Usage: {@code EvaluateFromJava PROMPTS.jsonl RESPONSES.jsonl OUT_DIR}. */
  public static void main(String[] arguments) throws IOException {
    Path responses = Path.of(arguments[1]);
    EvaluationRun.Config config =
        EvaluationRun.Config.of(
            Path.of(arguments[0]), Hashes.ofFile(responses), Path.of(arguments[2]));
    new EvaluationRun(new IfEvalSuite(), GivenAnswers.read(responses))
        .run(config, RunContext.quiet())
        .evaluation()
        .ifPresent(
            evaluation -> {
              for (Figure figure : evaluation.result().figures()) {
                System.out.printf("%s %.3f%n", figure.name(), figure.value());
              }
            });
  }
}
