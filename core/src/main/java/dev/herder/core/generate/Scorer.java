package dev.herder.core.generate;

import dev.herder.core.data.Row;
import java.util.List;

/** The seam to whatever judges answers: a reward model, a verifier, a fake in tests. */
public interface Scorer {
  /** Scores in the order of the answers; higher is better; never NaN. */
  List<Double> score(List<Completion> answers);

  /**
   * Checks that answers to a prompt can be scored, before anybody answers it.
   *
   * @throws dev.herder.core.UserError if the prompt lacks what the scorer needs
   */
  default void require(Row.Prompt prompt) {}

  /** Names the scorer in reports and provenance, for example {@code verifier:gsm8k}. */
  String id();
}
