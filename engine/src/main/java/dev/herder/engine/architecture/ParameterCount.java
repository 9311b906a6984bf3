package dev.herder.engine.architecture;

/** How many numbers a model of a given shape holds, without allocating any of them. */
public final class ParameterCount {
  private ParameterCount() {}

  /**
   * The parameters of the language model, a tied output head counted once.
   *
   * @param config the model's shape
   */
  public static long of(ModelConfig config) {
    long hidden = config.hiddenSize();
    long embedding = config.vocabSize() * hidden;
    long head = config.tieWordEmbeddings() ? 0 : embedding;
    return embedding + config.layers() * ofLayer(config) + hidden + head;
  }

  private static long ofLayer(ModelConfig config) {
    long hidden = config.hiddenSize();
    long queries = (long) config.heads() * config.headDim();
    long keys = (long) config.keyValueHeads() * config.headDim();
    long intermediate = config.intermediateSize();
    long weights = 2 * hidden * queries + 2 * hidden * keys + 3 * hidden * intermediate;
    long norms = 2 * hidden + (config.queryKeyNorm() ? 2L * config.headDim() : 0);
    long biases =
        (config.attentionBias() ? queries + 2 * keys : 0)
            + (config.attentionOutputBias() ? hidden : 0)
            + (config.mlpBias() ? 2 * intermediate + hidden : 0);
    return weights + norms + biases;
  }
}
