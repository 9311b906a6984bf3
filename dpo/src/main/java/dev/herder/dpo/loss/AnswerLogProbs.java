package dev.herder.dpo.loss;

/**
 * Summed log-probabilities of one answer, in nats, over the tokens that are contrasted.
 *
 * @param policy under the policy
 * @param reference under the reference; 0 where the loss uses none
 * @param tokens how many tokens are contrasted, at least 1
 */
public record AnswerLogProbs(double policy, double reference, int tokens) {
  public AnswerLogProbs {
    if (tokens < 1) {
      throw new IllegalArgumentException(tokens + " tokens");
    }
  }

  /** log pi - log ref. */
  public double ratio() {
    return policy - reference;
  }

  /** The policy's log-probability of a token on average. */
  public double average() {
    return policy / tokens;
  }

  /** {@link #ratio} of a token on average. */
  public double averageRatio() {
    return ratio() / tokens;
  }
}
