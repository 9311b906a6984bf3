package dev.herder.engine.model;

import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;

/** Small configurations and seeded weights for tests. */
public final class TinyModels {
  private TinyModels() {}

  /** Grouped-query attention, tied embeddings, optional biases and head norms. */
  public static ModelConfig config(boolean tied, boolean biases, boolean headNorm) {
    return config(tied, biases, headNorm, 4, 2, 6);
  }

  /** The same with so many heads of queries, and of keys and values, and of such a width. */
  public static ModelConfig config(
      boolean tied, boolean biases, boolean headNorm, int heads, int keyValueHeads, int headDim) {
    return new ModelConfig(
        "llama",
        61,
        24,
        40,
        2,
        heads,
        keyValueHeads,
        headDim,
        1e-5,
        tied,
        biases,
        biases,
        biases,
        headNorm,
        new ModelConfig.Rope(10_000, new ModelConfig.Scaling.None()),
        512,
        0.02,
        "float32",
        1,
        List.of(2),
        -1);
  }

  /** Fills every parameter with numbers around zero, norm gains around one. */
  public static void fill(Weights weights, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (ParameterLayout.Slot slot : weights.layout().slots().values()) {
      double centre = slot.name().contains("norm") ? 1 : 0;
      set(weights.master(), slot, random, centre, 0.3);
    }
    weights.refresh();
  }

  /** Fills one parameter. */
  public static void set(
      FlatParameters flat,
      ParameterLayout.Slot slot,
      SplittableRandom random,
      double centre,
      double spread) {
    float[] values = new float[(int) slot.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (centre + spread * (random.nextDouble() * 2 - 1));
    }
    flat.write(slot, FloatBuffer.wrap(values));
  }
}
