package dev.herder.engine.architecture;

/**
 * Frequencies of the rotary position embedding, with the scalings of Llama 3.1.
 *
 * <p>Source: Su et al. 2021; the ramp between kept and divided frequencies is that of Meta's
 * reference implementation and of transformers' {@code llama3} rope type.
 */
public final class Rotary {
  private Rotary() {}

  /** Radians per position of each pair of dimensions, [headDim / 2]. */
  public static float[] frequencies(ModelConfig config) {
    int half = config.headDim() / 2;
    float[] result = new float[half];
    for (int i = 0; i < half; i++) {
      // transformers computes the exponent and the power in float32.
      float exponent = (float) (2 * i) / config.headDim();
      float power = (float) Math.pow(config.rope().theta(), exponent);
      result[i] = scaled(1f / power, config.rope().scaling());
    }
    return result;
  }

  private static float scaled(float frequency, ModelConfig.Scaling scaling) {
    if (scaling instanceof ModelConfig.Scaling.Linear linear) {
      return (float) (frequency / linear.factor());
    } else if (scaling instanceof ModelConfig.Scaling.Llama3 llama) {
      double wavelength = 2 * Math.PI / frequency;
      double original = llama.originalMaxPositionEmbeddings();
      if (wavelength < original / llama.highFrequencyFactor()) {
        return frequency;
      }
      if (wavelength > original / llama.lowFrequencyFactor()) {
        return (float) (frequency / llama.factor());
      }
      double smooth =
          (original / wavelength - llama.lowFrequencyFactor())
              / (llama.highFrequencyFactor() - llama.lowFrequencyFactor());
      return (float) ((1 - smooth) * frequency / llama.factor() + smooth * frequency);
    }
    return frequency;
  }
}
