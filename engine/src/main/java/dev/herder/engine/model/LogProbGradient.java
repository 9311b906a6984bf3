package dev.herder.engine.model;

import java.util.Arrays;

/** How a loss depends on the log-probabilities of a batch's targets. */
public sealed interface LogProbGradient {
  /**
   * A gradient known in advance, as for cross-entropy: the head then makes one pass.
   *
   * @param values dloss/dlogprob of each target; not to be modified afterwards
   */
  record Constant(Values values) implements LogProbGradient {}

  /** A gradient computed from the log-probabilities of the whole batch. */
  non-sealed interface Computed extends LogProbGradient {
    /** Returns dloss/dlogprob of each target, as many as there are log-probabilities. */
    float[] of(float[] logProbs);
  }

  /** An array as a value. */
  final class Values {
    private final float[] array;

    public Values(float[] array) {
      this.array = array;
    }

    float[] array() {
      return array;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Values values && Arrays.equals(array, values.array);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(array);
    }
  }

  /** A gradient known in advance. */
  static LogProbGradient constant(float[] values) {
    return new Constant(new Values(values));
  }
}
