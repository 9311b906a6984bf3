package dev.herder.eval;

import java.io.IOException;

/**
 * A set of items, and how a model's answers to them are judged.
 *
 * <p>{@link Suites} finds every public class with a constructor without parameters that is named in
 * {@code META-INF/services/dev.herder.eval.Suite}. A suite holds no state; what it needs comes with
 * the call.
 */
public interface Suite {
  /** What the command line calls it; figures are {@code NAME.FIGURE} there. */
  String name();

  /** What it measures and what its prompts look like, in one line for the help. */
  String description();

  /**
   * Evaluates a model.
   *
   * @throws dev.herder.core.UserError if the prompts, the options or given answers do not fit
   * @throws EvaluationStopped if a stop was requested; calling it again goes on
   */
  SuiteResult evaluate(SuiteInput input, Evaluated model) throws IOException;
}
