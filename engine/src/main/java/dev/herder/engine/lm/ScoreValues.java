package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.checkpoint.Init;
import dev.herder.engine.checkpoint.SafetensorsFile;
import dev.herder.engine.checkpoint.TensorInfo;
import dev.herder.engine.checkpoint.TensorNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the values of a score head come from if not from its model. */
final class ScoreValues {
  private ScoreValues() {}

  /** A new head as transformers draws it: normal, with deviation {@code initializer_range}. */
  static float[] drawn(ModelConfig config, long seed) {
    float[] values = new float[config.hiddenSize()];
    try {
      Init.values(TensorNames.SCORE_HEAD, seed, config.initializerRange())
          .read(0, FloatBuffer.wrap(values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  /**
   * The head in a file.
   *
   * @throws UserError if the file has no {@code score.weight} of one label and the model's width
   */
  static float[] read(Path file, ModelConfig config) throws IOException {
    List<Long> shape = List.of(1L, (long) config.hiddenSize());
    if (!Files.isRegularFile(file)) {
      throw new UserError(file + ": no such file, expected safetensors with score.weight");
    }
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      TensorInfo info = tensors.tensors().get(TensorNames.SCORE_HEAD);
      if (info == null || !info.shape().equals(shape)) {
        throw new UserError(
            file
                + ": "
                + (info == null ? "has no score.weight" : "score.weight is " + info.shape())
                + ", expected score.weight of the shape "
                + shape);
      }
      float[] values = new float[config.hiddenSize()];
      tensors.copyToFloat(TensorNames.SCORE_HEAD, 0, FloatBuffer.wrap(values));
      return values;
    }
  }
}
