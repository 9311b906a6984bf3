package dev.herder.engine.train;

import dev.herder.engine.batch.PackedBatch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
   * The examples of a step, if they are not the rows that the order gives it but, say, made by the
   * policy of that moment. Called once for each step, in order, before {@link #ofStep}; without
   * examples a step leaves everything as it is.
   *
   * @param step its number, from 1
   * @param rows what the order gives the step
   */
  default List<E> examplesOf(long step, List<E> rows) {
    return rows;
  }

  /**
   * Figures of a step beside the averages over its examples; called after its last micro-batch.
   *
   * @param step its number, from 1
   */
  default Map<String, Double> figuresOf(long step) {
    return Map.of();
  }

  /**
   * What is trained in one optimiser step, if that depends on all its examples together: on their
   * number, or on log-probabilities of the whole step, which this method can compute. Called before
   * the step's first micro-batch.
   *
   * @param step its number, from 1; 0 in an evaluation
   * @param examples all examples of the step
   * @param forward forward passes with the weights before the step
   */
  default Objective<E> ofStep(long step, List<E> examples, Forward forward) {
    return this;
  }

  /**
   * Whether {@link #ofStep} makes a difference, so that an evaluation goes by batches of a step's
   * size.
   */
  default boolean couplesExamples() {
    return false;
  }

  /**
   * Looks at a step before its gradient is applied, to stop a run that goes wrong; called on what
   * {@link #ofStep} returned.
   *
   * @param step its number, from 1
   * @param loss the step's average loss
   * @param metrics its further averages
   * @throws dev.herder.core.RunFailure to stop the run, with the reason
   */
  default void check(long step, double loss, Map<String, Double> metrics) {}

  /**
   * Which targets count in {@code mean_token_accuracy}; null for all.
   *
   * @param examples the examples in the order in which they were packed
   */
  default boolean @Nullable [] accuracyTargets(List<E> examples, PackedBatch batch) {
    return null;
  }

  /**
   * Whether the derivative is -1 for every target whatever the log-probabilities are, as for
   * cross-entropy. The output head then needs one pass instead of two.
   */
  default boolean isCrossEntropy() {
    return false;
  }
}
