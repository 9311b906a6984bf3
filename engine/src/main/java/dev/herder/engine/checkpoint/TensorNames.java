package dev.herder.engine.checkpoint;

import dev.herder.engine.architecture.Projection;
import java.util.regex.Pattern;

/** Hugging Face's names of a Llama-family model's tensors. */
public final class TensorNames {
  public static final String EMBEDDING = "model.embed_tokens.weight";
  public static final String FINAL_NORM = "model.norm.weight";
  public static final String OUTPUT_HEAD = "lm_head.weight";
  public static final String SCORE_HEAD = "score.weight";

  /** Rotary frequencies that old Llama 2 files store; they follow from the configuration. */
  private static final Pattern FREQUENCIES =
      Pattern.compile("model\\.(layers\\.\\d+\\.self_attn\\.)?rotary_emb\\.inv_freq");

  private TensorNames() {}

  /** A projection's weight, {@code [outputs, inputs]}. */
  public static String weight(int layer, Projection projection) {
    return inLayer(layer, projection.path() + ".weight");
  }

  /** A projection's bias, {@code [outputs]}. */
  public static String bias(int layer, Projection projection) {
    return inLayer(layer, projection.path() + ".bias");
  }

  /** The norm before the attention. */
  public static String inputNorm(int layer) {
    return inLayer(layer, "input_layernorm.weight");
  }

  /** The norm before the feed-forward layer. */
  public static String postAttentionNorm(int layer) {
    return inLayer(layer, "post_attention_layernorm.weight");
  }

  /** The norm of each query head (Qwen3). */
  public static String queryNorm(int layer) {
    return inLayer(layer, "self_attn.q_norm.weight");
  }

  /** The norm of each key head (Qwen3). */
  public static String keyNorm(int layer) {
    return inLayer(layer, "self_attn.k_norm.weight");
  }

  /** The name with its {@code model.} prefix, which files of a bare trunk leave out. */
  static String canonical(String stored) {
    boolean bare =
        stored.startsWith("embed_tokens.")
            || stored.startsWith("layers.")
            || stored.startsWith("norm.")
            || stored.startsWith("rotary_emb.");
    return bare ? "model." + stored : stored;
  }

  /** Whether a tensor may be there without being needed. */
  static boolean ignorable(String canonical) {
    return FREQUENCIES.matcher(canonical).matches();
  }

  private static String inLayer(int layer, String rest) {
    return "model.layers." + layer + "." + rest;
  }
}
