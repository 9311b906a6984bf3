package dev.herder.core.generate;

import dev.herder.core.data.Row;
import java.util.List;
import java.util.Optional;

/** The seam to whatever judges answers: a reward model, a verifier, a fake in tests. */
public interface Scorer {
  /**
   * Scores in the order of the answers; higher is better; never NaN.
   *
   * @throws dev.herder.core.UserError for an answer that {@link #refusal} tells of
   */
  List<Double> score(List<Completion> answers);

  /**
   * Checks that answers to a prompt can be scored, before anybody answers it.
   *
   * @throws dev.herder.core.UserError if the prompt lacks what the scorer needs
   */
  default void require(Row.Prompt prompt) {}

  /**
   * Why an answer can get no score, for people; for example because it is longer than a reward
   * model reads. Empty if it can.
   */
  default Optional<String> refusal(Completion answer) {
    return Optional.empty();
  }

  /**
   * Answers scored so far whose check was ended before it could tell, so that they count as
   * failures: a search that backtracks too much, a program that runs too long.
   */
  default long cutShort() {
    return 0;
  }

  /** Names the scorer in reports and provenance, for example {@code verifier:gsm8k}. */
  String id();
}
