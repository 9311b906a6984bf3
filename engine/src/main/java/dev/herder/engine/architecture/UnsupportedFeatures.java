package dev.herder.engine.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.engine.json.Excerpt;
import dev.herder.engine.json.JsonFields;
import java.util.List;

/** What a {@code config.json} may ask for and the engine does not do, each refused by its name. */
final class UnsupportedFeatures {
  /** Keys that mean a mixture of experts. */
  private static final List<String> EXPERTS =
      List.of(
          "num_local_experts",
          "num_experts",
          "num_experts_per_tok",
          "n_routed_experts",
          "moe_intermediate_size",
          "decoder_sparse_step");

  /** Keys that mean another model around or inside this one. */
  private static final List<String> OTHER_MODELS =
      List.of(
          "vision_config",
          "audio_config",
          "text_config",
          "cross_attention_layers",
          "dual_chunk_attention_config",
          "no_rope_layers");

  private UnsupportedFeatures() {}

  static void refuse(JsonFields config, Architecture architecture, int maxPositions, int layers) {
    if (config.has("quantization_config")) {
      config.problem(
          "quantization_config",
          "is given: quantised weights are not supported; use the checkpoint in float32, float16"
              + " or bfloat16");
    }
    for (String key : EXPERTS) {
      if (config.has(key)) {
        config.problem(key, "is given: mixtures of experts are not supported");
      }
    }
    for (String key : OTHER_MODELS) {
      if (config.has(key)) {
        config.problem(key, "is given and not supported");
      }
    }
    String activation = config.textOr("hidden_act", "silu");
    if (!activation.equals("silu") && !activation.equals("swish")) {
      config.problem("hidden_act", Excerpt.quoted(activation) + " is not supported, only silu");
    }
    if (config.doubleOr("partial_rotary_factor", 1, 0, 1) != 1) {
      config.problem(
          "partial_rotary_factor", "below 1 (partial rotary embedding) is not supported");
    }
    if (config.intOr("pretraining_tp", 1, 0, 1 << 20) > 1) {
      config.problem(
          "pretraining_tp", "above 1 (split matrix products) is not supported; 1 gives the same");
    }
    if (config.doubleOr("attention_dropout", 0, 0, 1) != 0) {
      config.problem(
          "attention_dropout", "is not supported; set it to 0.0 to go on without dropout");
    }
    if (config.boolOr("is_encoder_decoder", false)) {
      config.problem("is_encoder_decoder", "is true: encoder-decoder models are not supported");
    }
    slidingWindow(config, architecture, maxPositions);
    layerTypes(config, layers);
  }

  private static void slidingWindow(JsonFields config, Architecture architecture, int positions) {
    switch (architecture.slidingWindow()) {
      case NEVER:
        return;
      case IF_SWITCHED_ON:
        if (config.boolOr("use_sliding_window", false)) {
          config.problem(
              "use_sliding_window",
              "is true: sliding-window attention is not supported; set it to false to attend to"
                  + " everything");
        }
        return;
      case UNLESS_NULL:
        if (config.names("sliding_window") && !config.has("sliding_window")) {
          return;
        }
        int window = config.intOr("sliding_window", 4096, 1, Integer.MAX_VALUE);
        if (window < positions) {
          config.problem(
              "sliding_window",
              (config.has("sliding_window") ? "is " : "is absent, which means ")
                  + window
                  + ", below max_position_embeddings "
                  + positions
                  + ": sliding-window attention is not supported; for sequences of up to "
                  + window
                  + " tokens, null gives the same");
        }
    }
  }

  private static void layerTypes(JsonFields config, int layers) {
    JsonNode types = config.get("layer_types");
    if (types == null) {
      return;
    }
    if (!types.isArray() || types.size() != layers) {
      config.problem("layer_types", "must be a list of " + layers + " texts, one per layer");
      return;
    }
    for (JsonNode type : types) {
      if (!type.asText().equals("full_attention")) {
        config.problem(
            "layer_types",
            "holds " + Excerpt.quoted(type.asText()) + "; only full_attention is supported");
        return;
      }
    }
  }
}
