package dev.herder.engine.checkpoint;

import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.Projection;
import java.util.List;

/** The two factors of a low-rank update. */
public enum LoraMatrix {
  /** Takes the input down to the rank, {@code [r, inputs]}. */
  A,
  /** Takes the rank up to the output, {@code [outputs, r]}; zero at the start of training. */
  B;

  /** Its shape for a projection of a model. */
  public List<Long> shape(ModelConfig config, Projection projection, int r) {
    return this == A
        ? List.of((long) r, (long) projection.inputs(config))
        : List.of((long) projection.outputs(config), (long) r);
  }
}
