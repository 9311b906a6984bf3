package dev.herder.engine.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.checkpoint.ExpectedTensors;
import dev.herder.engine.checkpoint.Head;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParameterCountTest {
  /** The published Llama 3 shapes with their numbers of parameters and of stored tensors. */
  @ParameterizedTest
  @CsvSource({
    "llama, 16, 2048, 8192, 32, 64, true, 1235814400, 146",
    "llama, 28, 3072, 8192, 24, 128, true, 3212749824, 254",
    "llama, 32, 4096, 14336, 32, 128, false, 8030261248, 291",
    "llama, 80, 8192, 28672, 64, 128, false, 70553706496, 723",
    "llama, 126, 16384, 53248, 128, 128, false, 405853388800, 1137",
  })
  void ofLlama3(
      String type,
      int layers,
      int hidden,
      int intermediate,
      int heads,
      int headDim,
      boolean tied,
      long parameters,
      int tensors) {
    ObjectNode json =
        shape(type, layers, hidden, intermediate, heads, headDim).put("tie_word_embeddings", tied);
    ModelConfig config = ModelConfigReader.parse(json, "config.json");
    assertEquals(parameters, ParameterCount.of(config));
    assertEquals(tensors, ExpectedTensors.of(config, new Head.LanguageModel()).size());
  }

  /** The closed form and the list of tensors are two ways to the same number. */
  @ParameterizedTest
  @CsvSource({
    "llama, false, false, false",
    "llama, true, false, true",
    "llama, false, true, false",
    "llama, true, true, true",
    "mistral, false, false, true",
    "qwen2, false, false, false",
    "qwen3, false, false, true",
    "qwen3, true, false, false",
  })
  void equalsTheSumOverTensors(String type, boolean bias, boolean mlpBias, boolean tied) {
    ObjectNode json =
        shape(type, 3, 80, 56, 16, 6)
            .put("attention_bias", bias)
            .put("mlp_bias", mlpBias)
            .put("tie_word_embeddings", tied)
            .putNull("sliding_window");
    ModelConfig config = ModelConfigReader.parse(json, "config.json");
    Map<String, List<Long>> shapes = ExpectedTensors.of(config, new Head.LanguageModel());
    long sum =
        shapes.values().stream()
            .mapToLong(
                shape -> shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b))
            .sum();
    assertEquals(sum, ParameterCount.of(config));
  }

  private static ObjectNode shape(
      String type, int layers, int hidden, int intermediate, int heads, int headDim) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("model_type", type)
        .put("vocab_size", 128256)
        .put("num_hidden_layers", layers)
        .put("hidden_size", hidden)
        .put("intermediate_size", intermediate)
        .put("num_attention_heads", heads)
        .put("num_key_value_heads", 8)
        .put("head_dim", headDim);
  }
}
