package dev.herder.engine.train;

import dev.herder.engine.batch.PackedBatch;
import java.util.List;

/**
 * What is trained: the one seam of {@link TrainLoop}.
 *
 * <p>An objective lays examples out as segments and turns the log-probabilities of their targets
 * into a <em>summed</em> loss and its derivative. The loop divides by the summed {@link #weight} of
 * the whole optimiser step, so any split into micro-batches gives the same gradient.
 *
 * @param <E> one example
 */
public interface Objective<E> {
  /** Adds the example's segments and targets to a batch. */
  void pack(E example, PackedBatch.Builder batch);

  /** Tokens that {@link #pack} adds. */
  int tokens(E example);

  /** What the example counts for in the divisor of the loss, above 0. */
  double weight(E example);

  /** Where the example comes from, for messages: {@code file:line}. */
  String describe(E example);

  /**
   * The loss of a batch.
   *
   * @param examples the examples in the order in which they were packed
   * @param batch their segments; {@link PackedBatch#firstTarget} tells whose target is whose
   * @param logProbs natural logarithm of the probability of each target, float32; of a model with a
   *     score head the scores at the tokens that {@link PackedBatch.Builder#score} marked
   */
  Loss loss(List<E> examples, PackedBatch batch, float[] logProbs);

  /**
   * What decides its result beside examples and weights, so that a run that was made with another
   * objective is neither reused nor resumed: the class, and its parameters where it has some.
   */
  default String identity() {
    return getClass().getName();
  }

  /**
   * Whether the derivative is -1 for every target whatever the log-probabilities are, as for
   * cross-entropy. The output head then needs one pass instead of two.
   */
  default boolean isCrossEntropy() {
    return false;
  }
}
