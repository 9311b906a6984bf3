package dev.herder.engine.generate;

import dev.herder.core.generate.FinishReason;
import java.util.List;

/**
 * One sampled continuation as ids.
 *
 * @param request the request it answers
 * @param sample index of the sample, from 0
 * @param ids generated tokens, the stop token included
 * @param logProbs the log-probability of each at temperature 1, without filters or penalty
 * @param finishReason why it ended
 * @param stopToken whether the last token is one of the model's stop tokens
 */
public record Sample(
    Request request,
    int sample,
    List<Integer> ids,
    List<Float> logProbs,
    FinishReason finishReason,
    boolean stopToken) {
  public Sample {
    ids = List.copyOf(ids);
    logProbs = List.copyOf(logProbs);
  }

  /** The sum of the log-probabilities. */
  public double logProb() {
    double sum = 0;
    for (float p : logProbs) {
      sum += p;
    }
    return sum;
  }
}
