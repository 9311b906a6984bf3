package dev.herder.engine.architecture;

import java.util.List;

/**
 * The shape of a decoder-only transformer of the Llama family, as read from {@code config.json}.
 *
 * @param modelType {@code llama}, {@code mistral}, {@code qwen2} or {@code qwen3}
 * @param vocabSize rows of the embedding
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the SwiGLU layer
 * @param layers number of transformer blocks
 * @param heads query heads
 * @param keyValueHeads key and value heads; divides {@code heads}
 * @param headDim width of one head, even
 * @param rmsNormEps added to the mean square before the root
 * @param tieWordEmbeddings whether the output head is the embedding
 * @param attentionBias whether the query, key and value projections have a bias
 * @param attentionOutputBias whether the attention's output projection has a bias
 * @param mlpBias whether the three projections of the feed-forward layer have a bias
 * @param queryKeyNorm whether queries and keys are RMS-normalised per head (Qwen3)
 * @param rope rotary position embedding
 * @param maxPositionEmbeddings longest sequence in tokens
 * @param initializerRange standard deviation of random weights
 * @param storedDtype dtype of the weights on disk: {@code float32}, {@code float16} or {@code
 *     bfloat16}
 * @param bosTokenId begin-of-sequence id, or -1
 * @param eosTokenIds end-of-sequence ids, possibly empty
 * @param padTokenId padding id, or -1; as in transformers its embedding gets no gradient from
 *     inputs
 */
public record ModelConfig(
    String modelType,
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headDim,
    double rmsNormEps,
    boolean tieWordEmbeddings,
    boolean attentionBias,
    boolean attentionOutputBias,
    boolean mlpBias,
    boolean queryKeyNorm,
    Rope rope,
    int maxPositionEmbeddings,
    double initializerRange,
    String storedDtype,
    int bosTokenId,
    List<Integer> eosTokenIds,
    int padTokenId) {
  public ModelConfig {
    eosTokenIds = List.copyOf(eosTokenIds);
  }

  /**
   * Rotary position embedding.
   *
   * @param theta base of the frequencies
   * @param scaling how frequencies are stretched for long contexts
   */
  public record Rope(double theta, Scaling scaling) {}

  /** How rotary frequencies are stretched for long contexts. */
  public sealed interface Scaling {
    /** Not at all. */
    record None() implements Scaling {}

    /** Every frequency divided by {@code factor}. */
    record Linear(double factor) implements Scaling {}

    /** Llama 3.1: low frequencies divided by {@code factor}, high ones kept, a ramp between. */
    record Llama3(
        double factor,
        double lowFrequencyFactor,
        double highFrequencyFactor,
        int originalMaxPositionEmbeddings)
        implements Scaling {}
  }
}
