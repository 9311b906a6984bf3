package dev.herder.eval;

import dev.herder.core.UserError;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a suite works on.
 *
 * @param prompts the suite's data files, as they are published
 * @param options the suite's settings
 * @param scorer scores answers, for suites that want a reward model or a verifier
 * @param judge answers questions about answers, for suites that want a judge
 * @param context seed, messages, progress and a wish to stop
 */
public record SuiteInput(
    List<Path> prompts,
    SuiteOptions options,
    Optional<Scorer> scorer,
    Optional<Judge> judge,
    RunContext context) {
  public SuiteInput {
    prompts = List.copyOf(prompts);
  }

  /** Prompts and nothing else. */
  public static SuiteInput of(Path prompts, RunContext context) {
    return new SuiteInput(
        List.of(prompts), SuiteOptions.none(), Optional.empty(), Optional.empty(), context);
  }

  /** The same with other options. */
  public SuiteInput with(SuiteOptions other) {
    return new SuiteInput(prompts, other, scorer, judge, context);
  }

  /** The prompts, read as rows; the keys that rows do not use are variables. */
  public List<Row.Prompt> rows() throws IOException {
    if (prompts.isEmpty()) {
      throw new UserError("--prompts: is missing, expected the suite's file of prompts");
    }
    return RowReader.read(prompts, Purpose.PROMPTS).prompts();
  }
}
