package dev.herder.dpo.loss;

import java.util.List;

/**
 * What a loss sees of one example.
 *
 * @param answers the best first; one, if the example is an answer with a label
 * @param likelihood the policy's log-probability of the whole first answer, format tokens included
 * @param length tokens of the whole first answer, at least 1
 * @param offset by how much the scaled margin of a pair should exceed 0 (ODPO), in nats
 * @param desirable of an answer with a label, whether it is a good one; else true
 */
public record ExampleLogProbs(
    List<AnswerLogProbs> answers, double likelihood, int length, double offset, boolean desirable) {
  public ExampleLogProbs {
    answers = List.copyOf(answers);
  }

  /** A pair without an offset whose every token is contrasted. */
  public static ExampleLogProbs pair(AnswerLogProbs chosen, AnswerLogProbs rejected) {
    return new ExampleLogProbs(
        List.of(chosen, rejected), chosen.policy(), chosen.tokens(), 0, true);
  }

  /** The best answer. */
  public AnswerLogProbs chosen() {
    return answers.get(0);
  }

  /** The worst answer. */
  public AnswerLogProbs rejected() {
    return answers.get(answers.size() - 1);
  }

  /** How much more the policy prefers the chosen answer than the reference does, in nats. */
  public double delta() {
    return chosen().ratio() - rejected().ratio();
  }

  /** The same example if the policy were the reference; the likelihood stays. */
  public ExampleLogProbs atReference() {
    List<AnswerLogProbs> same =
        answers.stream()
            .map(a -> new AnswerLogProbs(a.reference(), a.reference(), a.tokens()))
            .toList();
    return new ExampleLogProbs(same, likelihood, length, offset, desirable);
  }
}
