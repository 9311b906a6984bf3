package dev.herder.engine.architecture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.engine.json.Excerpt;
import dev.herder.engine.json.JsonFields;
import dev.herder.engine.json.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads {@code config.json} of a Llama-family model in Hugging Face layout.
 *
 * <p>Every number is checked against bounds that leave room for any real model, so that nothing is
 * allocated from an unchecked value. Keys that do not bear on the computation are ignored; those
 * that ask for what the engine does not do are refused by name, all in one message.
 */
public final class ModelConfigReader {
  static final int MOST_POSITIONS = 1 << 28;
  private static final long MOST_BYTES = 16L << 20;
  private static final int MOST_VOCABULARY = 1 << 24;
  private static final int MOST_WIDTH = 1 << 20;
  private static final int MOST_LAYERS = 4096;
  private static final int MOST_HEADS = 4096;
  private static final int MOST_HEAD_DIM = 8192;

  private ModelConfigReader() {}

  /**
   * Reads the file.
   *
   * @param configJson a {@code config.json}
   * @throws UserError if the file is missing, malformed, or asks for something unsupported
   * @throws IOException if the file cannot be read
   */
  public static ModelConfig read(Path configJson) throws IOException {
    return parse(StrictJson.readObject(configJson, MOST_BYTES), configJson.toString());
  }

  /**
   * Interprets a parsed file.
   *
   * @param json the content of a {@code config.json}
   * @param place how messages call it
   * @throws UserError if a value is wrong or asks for something unsupported
   */
  public static ModelConfig parse(ObjectNode json, String place) {
    JsonFields config = JsonFields.of(json, place);
    Architecture architecture = architecture(config, place);
    Architecture.Defaults defaults = architecture.defaults();

    int vocabulary = config.requiredInt("vocab_size", 1, MOST_VOCABULARY);
    int hidden = config.requiredInt("hidden_size", 1, MOST_WIDTH);
    int intermediate = config.requiredInt("intermediate_size", 1, MOST_WIDTH);
    int layers = config.requiredInt("num_hidden_layers", 1, MOST_LAYERS);
    int heads = config.requiredInt("num_attention_heads", 1, MOST_HEADS);
    int keyValueHeads = keyValueHeads(config, defaults, heads);
    int headDim = headDim(config, architecture, hidden, heads);
    int positions =
        config.intOr(
            "max_position_embeddings", defaults.maxPositionEmbeddings(), 1, MOST_POSITIONS);
    boolean biasByKey = config.boolOr("attention_bias", false);
    boolean mlpBias = config.boolOr("mlp_bias", false) && architecture.mlpBiasByKey();
    ModelConfig.Rope rope = RopeReader.read(config, positions);
    UnsupportedFeatures.refuse(config, architecture, positions, layers);

    ModelConfig read =
        new ModelConfig(
            architecture.modelType(),
            vocabulary,
            hidden,
            intermediate,
            layers,
            heads,
            keyValueHeads,
            headDim,
            config.doubleOr("rms_norm_eps", 1e-6, 1e-30, 1),
            config.boolOr("tie_word_embeddings", false),
            switch (architecture.attentionBias()) {
              case NEVER -> false;
              case QUERY_KEY_VALUE -> true;
              case BY_KEY -> biasByKey;
            },
            architecture.attentionBias() == Architecture.AttentionBias.BY_KEY && biasByKey,
            mlpBias,
            architecture.queryKeyNorm(),
            rope,
            positions,
            config.doubleOr("initializer_range", 0.02, 0, 1),
            dtype(config),
            bos(config, defaults),
            eos(config, defaults),
            config.intOr("pad_token_id", -1, -1, MOST_VOCABULARY));
    config.check();
    return read;
  }

  private static Architecture architecture(JsonFields config, String place) {
    String type = config.textOr("model_type", "");
    config.check();
    if (type.isEmpty()) {
      throw new UserError(
          place + ": model_type is missing, expected one of " + Architecture.known());
    }
    return Architecture.of(type)
        .orElseThrow(
            () ->
                new UserError(
                    place
                        + ": model_type "
                        + Excerpt.quoted(type)
                        + " is not supported; supported are "
                        + Architecture.known()
                        + Architecture.nearest(type)
                            .map(near -> " (nearest: " + near.modelType() + ")")
                            .orElse("")));
  }

  private static int keyValueHeads(JsonFields config, Architecture.Defaults defaults, int heads) {
    boolean asHeads = config.names("num_key_value_heads") || defaults.keyValueHeads() == 0;
    int found =
        config.intOr(
            "num_key_value_heads", asHeads ? heads : defaults.keyValueHeads(), 1, MOST_HEADS);
    if (config.sound() && heads % found != 0) {
      config.problem(
          "num_key_value_heads",
          "is " + found + ", which does not divide num_attention_heads " + heads);
    }
    return found;
  }

  private static int headDim(JsonFields config, Architecture architecture, int hidden, int heads) {
    int byDefault = architecture.defaults().headDim();
    boolean derived = byDefault == 0 && !config.has("head_dim");
    // LlamaConfig of transformers wants the division to come out even if head_dim is given.
    boolean mustDivide = derived || architecture == Architecture.LLAMA;
    if (config.sound() && mustDivide && hidden % heads != 0) {
      config.problem("hidden_size", hidden + " is not a multiple of num_attention_heads " + heads);
    }
    int found = derived ? hidden / heads : config.intOr("head_dim", byDefault, 1, MOST_HEAD_DIM);
    if (config.sound() && (found % 2 != 0 || found > MOST_HEAD_DIM)) {
      config.problem(
          "head_dim",
          (derived ? "(hidden_size / num_attention_heads) " : "")
              + "is "
              + found
              + ", expected an even number of 2 to "
              + MOST_HEAD_DIM);
    }
    return found;
  }

  private static String dtype(JsonFields config) {
    String key = config.has("dtype") ? "dtype" : "torch_dtype";
    String name = config.textOr(key, "float32");
    String plain = name.startsWith("torch.") ? name.substring("torch.".length()) : name;
    if (!List.of("float32", "float16", "bfloat16").contains(plain)) {
      config.problem(
          key, Excerpt.quoted(name) + " is not supported, only float32, float16 and bfloat16");
    }
    return plain;
  }

  private static int bos(JsonFields config, Architecture.Defaults defaults) {
    int absent = config.names("bos_token_id") ? -1 : defaults.bosTokenId();
    return config.intOr("bos_token_id", absent, 0, MOST_VOCABULARY);
  }

  private static List<Integer> eos(JsonFields config, Architecture.Defaults defaults) {
    return config.names("eos_token_id")
        ? config.ints("eos_token_id", 0, MOST_VOCABULARY)
        : defaults.eosTokenIds();
  }
}
