package dev.herder.dpo.loss;

import java.util.List;

/**
 * The negative log-likelihood of the first answers, averaged over the tokens of the whole step as
 * in TRL, so that long answers weigh more. Bad answers of labelled rows count nothing.
 *
 * <p>The likelihood term of Llama 3's preset is another one: averaged over the tokens of each
 * answer, then over the answers (see {@link WeightedLoss#nllWeight}).
 */
public record Sft() implements PreferenceLoss {
  @Override
  public void add(
      List<ExampleLogProbs> step, StepFacts facts, double weight, List<LossSlopes> into) {
    double scale = weight / facts.meanLength();
    for (int i = 0; i < step.size(); i++) {
      if (step.get(i).desirable()) {
        into.get(i).addLoss(-scale * step.get(i).likelihood());
        into.get(i).addLikelihood(-scale);
      }
    }
  }

  @Override
  public double reward(AnswerLogProbs answer) {
    return answer.policy();
  }

  @Override
  public boolean usesReference() {
    return false;
  }

  @Override
  public Needs needs() {
    return Needs.ANY;
  }

  @Override
  public String id() {
    return "sft";
  }
}
