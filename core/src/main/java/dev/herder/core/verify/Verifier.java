package dev.herder.core.verify;

import dev.herder.core.data.Row;
import java.util.List;

/**
 * Judges one answer by a rule, without a model.
 *
 * <p>Your own is one public class with a constructor without parameters, named in {@code
 * META-INF/services/dev.herder.core.verify.Verifier} of a jar on the class path; recipes and
 * commands then know it by its {@link #name()}.
 */
public interface Verifier {
  /** Names the verifier in recipes, on the command line and in provenance. */
  String name();

  /**
   * Scores one answer; higher is better.
   *
   * <p>The same prompt and answer always give the same score. It is finite: 1 for right and 0 for
   * wrong where nothing finer is meant.
   *
   * @param prompt the prompt, whose {@code variables} hold what a right answer is
   * @param completion the answer's text
   * @throws dev.herder.core.UserError if the prompt lacks what the rule needs
   */
  double score(Row.Prompt prompt, String completion);

  /**
   * Refuses a prompt that lacks what the rule needs; asked for before anything is sampled.
   *
   * <p>A verifier that does not say so here says it when it scores the prompt's first answer.
   *
   * @throws dev.herder.core.UserError as {@link #score}
   */
  default void require(Row.Prompt prompt) {}

  /**
   * Scores one answer and says what it lacks.
   *
   * @throws dev.herder.core.UserError as {@link #score}
   */
  default Judgement judge(Row.Prompt prompt, String completion) {
    return new Judgement(score(prompt, completion), List.of());
  }
}
