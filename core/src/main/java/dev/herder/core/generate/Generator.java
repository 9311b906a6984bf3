package dev.herder.core.generate;

import dev.herder.core.data.Row;
import java.util.List;
import java.util.function.Consumer;

/** The seam to whatever answers prompts: a local model, an endpoint, a fake in tests. */
public interface Generator {
  /**
   * Samples {@code sampling.n()} answers to every prompt.
   *
   * @param sink receives each answer as it finishes, in any order, on the calling thread
   */
  void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink);

  /**
   * Checks that prompts can be answered, before any is and before anything is written.
   *
   * @throws dev.herder.core.UserError naming every prompt that cannot
   */
  default void require(List<Row.Prompt> prompts, Sampling sampling) {}

  /** Answers that may be under way at the same time; how long one takes says little then. */
  default int underWay() {
    return 1;
  }
}
