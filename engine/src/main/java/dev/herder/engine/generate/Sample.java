package dev.herder.engine.generate;

import dev.herder.core.generate.FinishReason;
import java.util.List;

/**
 * One sampled continuation as ids.
 *
 * @param prompt index of the prompt
 * @param sample index of the sample, from 0
 * @param ids generated tokens, the stop token included
 * @param finishReason why it ended
 * @param logProb sum of their log-probabilities at temperature 1
 */
public record Sample(
    int prompt, int sample, List<Integer> ids, FinishReason finishReason, double logProb) {
  public Sample {
    ids = List.copyOf(ids);
  }
}
