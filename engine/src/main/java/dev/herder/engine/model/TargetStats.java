package dev.herder.engine.model;

/** What the output head says of each target of a batch. */
public final class TargetStats {
  private final float[] logProbs;
  private final float[] correct;
  private final float[] entropy;

  private final boolean scores;

  TargetStats(int targets) {
    scores = false;
    logProbs = new float[targets];
    correct = new float[targets];
    entropy = new float[targets];
  }

  /** What a score head says: scores in place of log-probabilities, nothing of tokens. */
  TargetStats(float[] scores) {
    this.scores = true;
    logProbs = scores;
    correct = new float[0];
    entropy = new float[0];
  }

  void put(int first, float[] chunkLogProbs, float[] chunkCorrect) {
    System.arraycopy(chunkLogProbs, 0, logProbs, first, chunkLogProbs.length);
    System.arraycopy(chunkCorrect, 0, correct, first, chunkCorrect.length);
  }

  void putEntropy(int first, float[] chunk) {
    System.arraycopy(chunk, 0, entropy, first, chunk.length);
  }

  /**
   * Whether the values are those of a score head, so that there are no tokens to be right about.
   */
  public boolean isScores() {
    return scores;
  }

  /**
   * Natural logarithm of the probability of each target, or its score where the model has a score
   * head, [targets] float32.
   */
  public float[] logProbs() {
    return logProbs;
  }

  /** 1 where the target is a most probable token, else 0, [targets]. */
  public float[] correct() {
    return correct;
  }

  /** Entropy in nats of the next-token distribution, [targets]; zeros without a backward pass. */
  public float[] entropy() {
    return entropy;
  }
}
