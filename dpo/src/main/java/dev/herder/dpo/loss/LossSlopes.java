package dev.herder.dpo.loss;

/** The loss of one example and its derivatives, added up over the terms of a weighted sum. */
public final class LossSlopes {
  private final double[] answers;
  private double loss;
  private double likelihood;

  /**
   * Zero.
   *
   * @param answers how many answers the example has
   */
  public LossSlopes(int answers) {
    this.answers = new double[answers];
  }

  /** Adds to the loss. */
  public void addLoss(double more) {
    loss += more;
  }

  /** Adds to the derivative with respect to an answer's {@link AnswerLogProbs#policy}. */
  public void addAnswer(int answer, double more) {
    answers[answer] += more;
  }

  /** Adds to the derivatives with respect to those of the best and of the worst answer. */
  public void addPair(double chosen, double rejected) {
    answers[0] += chosen;
    answers[answers.length - 1] += rejected;
  }

  /** Adds to the derivative with respect to {@link ExampleLogProbs#likelihood}. */
  public void addLikelihood(double more) {
    likelihood += more;
  }

  /** The loss. */
  public double loss() {
    return loss;
  }

  /** The derivative with respect to an answer's {@link AnswerLogProbs#policy}. */
  public double answer(int answer) {
    return answers[answer];
  }

  /** The derivative with respect to {@link ExampleLogProbs#likelihood}. */
  public double likelihood() {
    return likelihood;
  }
}
