package dev.herder.engine.architecture;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The architectures that are supported, each by what tells it from Llama.
 *
 * <p>A sibling is added as one more constant; the defaults are those of the configuration classes
 * of transformers 5 and hold where {@code config.json} lacks a key.
 */
public enum Architecture {
  /** Llama 2, 3, 3.1, 3.2 and every model that says it is one. */
  LLAMA(
      "llama",
      "Llama",
      AttentionBias.BY_KEY,
      true,
      false,
      SlidingWindow.NEVER,
      new Defaults(0, 0, 2048, 1, List.of(2))),
  /** Mistral without its sliding window. */
  MISTRAL(
      "mistral",
      "Mistral",
      AttentionBias.NEVER,
      false,
      false,
      SlidingWindow.UNLESS_NULL,
      new Defaults(8, 0, 131_072, 1, List.of(2))),
  /** Qwen2 and Qwen2.5. */
  QWEN2(
      "qwen2",
      "Qwen2",
      AttentionBias.QUERY_KEY_VALUE,
      false,
      false,
      SlidingWindow.IF_SWITCHED_ON,
      new Defaults(32, 0, 32_768, -1, List.of())),
  /** Qwen3, dense. */
  QWEN3(
      "qwen3",
      "Qwen3",
      AttentionBias.BY_KEY,
      false,
      true,
      SlidingWindow.IF_SWITCHED_ON,
      new Defaults(32, 128, 32_768, -1, List.of()));

  /** Which projections of the attention have a bias. */
  enum AttentionBias {
    /** None. */
    NEVER,
    /** Query, key and value, not the output. */
    QUERY_KEY_VALUE,
    /** All four if {@code attention_bias} is true. */
    BY_KEY
  }

  /** When {@code sliding_window} limits attention. */
  enum SlidingWindow {
    /** The key means nothing. */
    NEVER,
    /** Always, 4096 tokens where the key is absent; only null switches it off. */
    UNLESS_NULL,
    /** If {@code use_sliding_window} is true. */
    IF_SWITCHED_ON
  }

  /**
   * Values of absent keys.
   *
   * @param keyValueHeads key and value heads, 0 for as many as query heads
   * @param headDim width of a head, 0 for the hidden size divided by the heads
   * @param maxPositionEmbeddings longest sequence in tokens
   * @param bosTokenId begin-of-sequence id, or -1
   * @param eosTokenIds end-of-sequence ids
   */
  record Defaults(
      int keyValueHeads,
      int headDim,
      int maxPositionEmbeddings,
      int bosTokenId,
      List<Integer> eosTokenIds) {}

  private final String modelType;
  private final String classPrefix;
  private final AttentionBias attentionBias;
  private final boolean mlpBiasByKey;
  private final boolean queryKeyNorm;
  private final SlidingWindow slidingWindow;

  @SuppressWarnings("ImmutableEnumChecker") // a record of numbers and one List.of(...)
  private final Defaults defaults;

  Architecture(
      String modelType,
      String classPrefix,
      AttentionBias attentionBias,
      boolean mlpBiasByKey,
      boolean queryKeyNorm,
      SlidingWindow slidingWindow,
      Defaults defaults) {
    this.modelType = modelType;
    this.classPrefix = classPrefix;
    this.attentionBias = attentionBias;
    this.mlpBiasByKey = mlpBiasByKey;
    this.queryKeyNorm = queryKeyNorm;
    this.slidingWindow = slidingWindow;
    this.defaults = defaults;
  }

  /** The {@code model_type} of {@code config.json}. */
  public String modelType() {
    return modelType;
  }

  /**
   * The class name that transformers gives the language model, such as {@code LlamaForCausalLM}.
   */
  public String causalLmClass() {
    return classPrefix + "ForCausalLM";
  }

  /** The class name that transformers gives the model with a score head. */
  public String sequenceClassificationClass() {
    return classPrefix + "ForSequenceClassification";
  }

  AttentionBias attentionBias() {
    return attentionBias;
  }

  boolean mlpBiasByKey() {
    return mlpBiasByKey;
  }

  boolean queryKeyNorm() {
    return queryKeyNorm;
  }

  SlidingWindow slidingWindow() {
    return slidingWindow;
  }

  Defaults defaults() {
    return defaults;
  }

  /** The architecture of that {@code model_type}, if it is supported. */
  public static Optional<Architecture> of(String modelType) {
    return Arrays.stream(values()).filter(a -> a.modelType.equals(modelType)).findFirst();
  }

  /** All supported {@code model_type}s, for messages. */
  static String known() {
    return Arrays.stream(values()).map(Architecture::modelType).collect(Collectors.joining(", "));
  }

  /** The supported {@code model_type} that the given text begins like, if any does. */
  static Optional<Architecture> nearest(String modelType) {
    String letters = modelType.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(a -> commonPrefix(a.modelType, letters) >= 3)
        .max(Comparator.comparingInt(a -> commonPrefix(a.modelType, letters)));
  }

  private static int commonPrefix(String a, String b) {
    int length = 0;
    while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
      length++;
    }
    return length;
  }
}
