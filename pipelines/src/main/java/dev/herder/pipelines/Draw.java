package dev.herder.pipelines;

import dev.herder.core.UserError;
import dev.herder.core.generate.Sampling;
import java.util.List;

/**
 * How answers are drawn; see {@link Sampling}.
 *
 * @param k answers per prompt and model
 * @param models how many models answer: the best so far, and the newest others before it
 */
public record Draw(
    int k,
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    List<String> stop,
    int maxNewTokens,
    int models) {
  public Draw {
    if (k < 1) {
      throw new UserError("k: " + k + " is out of range, expected at least 1");
    }
    if (models < 1) {
      throw new UserError("models: " + models + " is out of range, expected at least 1");
    }
    stop = List.copyOf(stop);
    Sampling checked =
        new Sampling(k, temperature, topK, topP, minP, repetitionPenalty, stop, maxNewTokens, 0);
    k = checked.n();
  }

  /** The settings with the seed of one drawing. */
  Sampling sampling(long seed) {
    return new Sampling(
        k, temperature, topK, topP, minP, repetitionPenalty, stop, maxNewTokens, seed);
  }

  /** The same with the answers of so many models as if they were of one. */
  Draw times(int several) {
    return new Draw(
        k * several, temperature, topK, topP, minP, repetitionPenalty, stop, maxNewTokens, models);
  }
}
