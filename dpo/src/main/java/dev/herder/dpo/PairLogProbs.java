package dev.herder.dpo;

/**
 * Summed log-probabilities of a pair of answers, in nats, over the tokens that are contrasted.
 *
 * @param chosen under the policy
 * @param rejected under the policy
 * @param referenceChosen under the reference
 * @param referenceRejected under the reference
 * @param chosenTokens tokens of the chosen answer that are contrasted, at least 1
 * @param rejectedTokens tokens of the rejected answer that are contrasted, at least 1
 */
public record PairLogProbs(
    double chosen,
    double rejected,
    double referenceChosen,
    double referenceRejected,
    int chosenTokens,
    int rejectedTokens) {
  /** How much more the policy prefers the chosen answer than the reference does. */
  public double delta() {
    return (chosen - referenceChosen) - (rejected - referenceRejected);
  }
}
