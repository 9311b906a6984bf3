package dev.herder.eval;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Continuation;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.generate.Sampling;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The model that a suite asks: one that answers now, or answers that were given before.
 *
 * <p>Where it computes, it keeps what it computed, so that an evaluation that was interrupted goes
 * on where it was.
 */
public interface Evaluated {
  /** What reports call it. */
  String name();

  /**
   * What of a way to draw decides the answers, as settings of the result: all of it, or nothing for
   * answers that were given.
   */
  Map<String, Object> settings(Sampling sampling);

  /**
   * The answers to every prompt, in the order of the prompts and of the samples.
   *
   * @param prompts plain text, or turns for the chat template; equal ones get equal answers
   * @param sampling how to draw. Answers that were given before are taken as they are: then a
   *     prompt has one answer if {@code n} is 1, else as many as were given
   * @throws dev.herder.core.UserError if given answers lack one to a prompt
   * @throws EvaluationStopped if a stop was requested
   */
  List<List<Completion>> answers(List<Row.Prompt> prompts, Sampling sampling) throws IOException;

  /**
   * How probable each text is after its prompt, in the order asked.
   *
   * @throws dev.herder.core.UserError if there is no model, only answers
   * @throws EvaluationStopped if a stop was requested
   */
  List<Likelihood> likelihoods(List<Continuation> asked) throws IOException;
}
