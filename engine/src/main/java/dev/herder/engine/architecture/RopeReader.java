package dev.herder.engine.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.engine.architecture.ModelConfig.Rope;
import dev.herder.engine.architecture.ModelConfig.Scaling;
import dev.herder.engine.json.Excerpt;
import dev.herder.engine.json.JsonFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rotary embedding in both spellings of {@code config.json}.
 *
 * <p>The older one has {@code rope_theta} beside {@code rope_scaling}; transformers 5 writes one
 * object {@code rope_parameters}. As there, {@code rope_scaling} goes before {@code
 * rope_parameters}, and a {@code rope_theta} inside the object before the one beside it.
 */
final class RopeReader {
  private static final double DEFAULT_THETA = 10_000;
  private static final double MOST_THETA = 1e15;
  private static final double MOST_FACTOR = 1e6;

  private RopeReader() {}

  static Rope read(JsonFields config, int maxPositionEmbeddings) {
    double outerTheta = config.doubleOr("rope_theta", DEFAULT_THETA, 1, MOST_THETA);
    JsonFields rope = parameters(config);
    if (rope == null) {
      return new Rope(outerTheta, new Scaling.None());
    }
    double theta = rope.doubleOr("rope_theta", outerTheta, 1, MOST_THETA);
    if (rope.doubleOr("partial_rotary_factor", 1, 0, 1) != 1) {
      rope.problem("partial_rotary_factor", "below 1 (partial rotary embedding) is not supported");
    }
    return new Rope(theta, scaling(rope, maxPositionEmbeddings));
  }

  private static @Nullable JsonFields parameters(JsonFields config) {
    JsonNode older = nonEmpty(config.get("rope_scaling"));
    JsonNode newer = nonEmpty(config.get("rope_parameters"));
    if (older != null && newer != null && !older.equals(newer)) {
      config.problem(
          "rope_scaling", "and rope_parameters are both given and differ; keep one of them");
      return null;
    }
    return config.object(older != null ? "rope_scaling" : "rope_parameters");
  }

  private static @Nullable JsonNode nonEmpty(@Nullable JsonNode node) {
    return node == null || (node.isObject() && node.isEmpty()) ? null : node;
  }

  private static Scaling scaling(JsonFields rope, int maxPositionEmbeddings) {
    for (String layerType : List.of("full_attention", "sliding_attention")) {
      if (rope.has(layerType)) {
        rope.problem(layerType, "(a rotary embedding per layer type) is not supported");
        return new Scaling.None();
      }
    }
    String type = rope.textOr("rope_type", rope.textOr("type", "default"));
    switch (type) {
      case "default":
        return new Scaling.None();
      case "linear":
        return new Scaling.Linear(factor(rope, "factor", 1));
      case "llama3":
        return llama3(rope, maxPositionEmbeddings);
      default:
        rope.problem(
            rope.has("rope_type") ? "rope_type" : "type",
            Excerpt.quoted(type) + " is not supported; supported are default, linear and llama3");
        return new Scaling.None();
    }
  }

  private static Scaling llama3(JsonFields rope, int maxPositionEmbeddings) {
    double factor = factor(rope, "factor", 1);
    double low = factor(rope, "low_freq_factor", 1e-6);
    double high = factor(rope, "high_freq_factor", 1e-6);
    int original =
        rope.intOr(
            "original_max_position_embeddings",
            maxPositionEmbeddings,
            1,
            ModelConfigReader.MOST_POSITIONS);
    if (rope.sound() && high <= low) {
      rope.problem("high_freq_factor", "must be above low_freq_factor (" + low + ")");
    }
    return new Scaling.Llama3(factor, low, high, original);
  }

  private static double factor(JsonFields rope, String key, double least) {
    if (!rope.has(key)) {
      rope.problem(key, "is missing, expected a number of at least " + least);
      return 1;
    }
    return rope.doubleOr(key, 1, least, MOST_FACTOR);
  }
}
