package dev.herder.engine.checkpoint;

import dev.herder.engine.architecture.ModelConfig;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** The one dtype that a configuration names, found from and put for those of the tensors. */
final class StoredDtype {
  private StoredDtype() {}

  /** The type of most bytes. */
  static Dtype prevailing(Collection<TensorInfo> tensors) {
    Map<Dtype, Long> bytes = new EnumMap<>(Dtype.class);
    for (TensorInfo tensor : tensors) {
      bytes.merge(tensor.dtype(), tensor.bytes(), Long::sum);
    }
    return bytes.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(Dtype.F32);
  }

  /** The same configuration with another stored dtype. */
  static ModelConfig replace(ModelConfig config, Dtype dtype) {
    return new ModelConfig(
        config.modelType(),
        config.vocabSize(),
        config.hiddenSize(),
        config.intermediateSize(),
        config.layers(),
        config.heads(),
        config.keyValueHeads(),
        config.headDim(),
        config.rmsNormEps(),
        config.tieWordEmbeddings(),
        config.attentionBias(),
        config.attentionOutputBias(),
        config.mlpBias(),
        config.queryKeyNorm(),
        config.rope(),
        config.maxPositionEmbeddings(),
        config.initializerRange(),
        dtype.configName(),
        config.bosTokenId(),
        config.eosTokenIds(),
        config.padTokenId());
  }
}
