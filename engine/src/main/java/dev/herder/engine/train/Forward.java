package dev.herder.engine.train;

import dev.herder.engine.batch.PackedBatch;

/** Forward passes of the model in training with its present weights; nothing is learned. */
public interface Forward {
  /** Natural logarithm of the probability of each target, float32. */
  float[] logProbs(PackedBatch batch);

  /** How many tokens a batch should have at most. */
  int microBatchTokens();
}
