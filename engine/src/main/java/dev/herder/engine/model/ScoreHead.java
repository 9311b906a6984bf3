package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.herder.engine.kernel.Kernels;

/**
 * The head of a reward model: score = w . h, without bias, in float32 whatever the trunk's dtype.
 *
 * <p>{@code score.weight} of transformers' {@code ...ForSequenceClassification} with one label.
 */
public final class ScoreHead {
  private final NDManager manager;
  private final Kernels kernels;
  private final NDArray values;
  private final NDArray gradients;

  /** A head of zeros, owned by {@code manager}. */
  public ScoreHead(NDManager manager, Kernels kernels, int hiddenSize) {
    this.manager = manager;
    this.kernels = kernels;
    values = manager.zeros(new Shape(hiddenSize), DataType.FLOAT32);
    gradients = manager.zeros(new Shape(hiddenSize), DataType.FLOAT32);
  }

  /** The weight, [hiddenSize] float32. */
  public NDArray values() {
    return values;
  }

  /** What backward passes add up, [hiddenSize] float32. */
  public NDArray gradients() {
    return gradients;
  }

  /**
   * Sets the weight.
   *
   * @param weight [hiddenSize]
   */
  public void write(float[] weight) {
    if (weight.length != values.size()) {
      throw new IllegalArgumentException(weight.length + " values, expected " + values.size());
    }
    try (NDArray source = manager.create(weight)) {
      kernels.run("copy_", values, source);
    }
  }

  TargetStats forward(NDArray h) {
    try (NDManager scope = manager.newSubManager()) {
      return new TargetStats(kernels.array(scope, "score_forward", h, values).toFloatArray());
    }
  }

  /**
   * Scores and gradients.
   *
   * @param dh receives the gradient of {@code h}
   */
  TargetStats backward(NDArray h, LogProbGradient.Computed gradient, NDArray dh) {
    TargetStats stats = forward(h);
    try (NDManager scope = manager.newSubManager()) {
      NDArray upstream = scope.create(gradient.of(stats.logProbs()));
      kernels.run("score_backward", h, values, upstream, dh, gradients);
    }
    return stats;
  }
}
