package dev.herder.engine.checkpoint;

import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.Projection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors that a model of a given shape consists of. */
public final class ExpectedTensors {
  private ExpectedTensors() {}

  /**
   * Names and shapes in the order in which the model applies them.
   *
   * @param config the model's shape
   * @param head what it computes in the end
   */
  public static Map<String, List<Long>> of(ModelConfig config, Head head) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    long hidden = config.hiddenSize();
    shapes.put(TensorNames.EMBEDDING, List.of((long) config.vocabSize(), hidden));
    for (int layer = 0; layer < config.layers(); layer++) {
      addLayer(shapes, config, layer);
    }
    shapes.put(TensorNames.FINAL_NORM, List.of(hidden));
    if (head instanceof Head.Score score) {
      shapes.put(TensorNames.SCORE_HEAD, List.of((long) score.labels(), hidden));
    } else if (!config.tieWordEmbeddings()) {
      shapes.put(TensorNames.OUTPUT_HEAD, List.of((long) config.vocabSize(), hidden));
    }
    return Collections.unmodifiableMap(shapes);
  }

  private static void addLayer(Map<String, List<Long>> shapes, ModelConfig config, int layer) {
    long hidden = config.hiddenSize();
    shapes.put(TensorNames.inputNorm(layer), List.of(hidden));
    for (Projection projection : Projection.values()) {
      if (projection == Projection.GATE) {
        shapes.put(TensorNames.postAttentionNorm(layer), List.of(hidden));
      }
      long outputs = projection.outputs(config);
      shapes.put(
          TensorNames.weight(layer, projection),
          List.of(outputs, (long) projection.inputs(config)));
      if (projection.bias(config)) {
        shapes.put(TensorNames.bias(layer, projection), List.of(outputs));
      }
      if (projection == Projection.OUTPUT && config.queryKeyNorm()) {
        shapes.put(TensorNames.queryNorm(layer), List.of((long) config.headDim()));
        shapes.put(TensorNames.keyNorm(layer), List.of((long) config.headDim()));
      }
    }
  }
}
