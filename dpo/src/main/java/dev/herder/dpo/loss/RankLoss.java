package dev.herder.dpo.loss;

import java.util.List;

/** Losses on the whole order of two or more answers. */
public sealed interface RankLoss extends PreferenceLoss {
  /**
   * The negative log-likelihood of the order under Plackett and Luce's model with scores s = beta
   * (log pi - log ref): minus the sum over k of s_k - log sum over j from k on of exp s_j (Rafailov
   * et al. 2023, appendix A.3). With two answers it is the sigmoid loss.
   *
   * @param beta above 0
   */
  record PlackettLuce(double beta) implements RankLoss {
    @Override
    public void add(
        List<ExampleLogProbs> step, StepFacts facts, double weight, List<LossSlopes> into) {
      for (int i = 0; i < step.size(); i++) {
        add(step.get(i), weight, into.get(i));
      }
    }

    private void add(ExampleLogProbs example, double weight, LossSlopes into) {
      double[] scores = example.answers().stream().mapToDouble(this::reward).toArray();
      for (int k = 0; k + 1 < scores.length; k++) {
        double logSum = Double.NEGATIVE_INFINITY;
        for (int j = k; j < scores.length; j++) {
          double high = Math.max(logSum, scores[j]);
          logSum = high + Math.log(Math.exp(logSum - high) + Math.exp(scores[j] - high));
        }
        into.addLoss(weight * (logSum - scores[k]));
        into.addAnswer(k, -weight * beta);
        for (int j = k; j < scores.length; j++) {
          into.addAnswer(j, weight * beta * Math.exp(scores[j] - logSum));
        }
      }
    }

    @Override
    public double reward(AnswerLogProbs answer) {
      return beta * answer.ratio();
    }

    @Override
    public Needs needs() {
      return Needs.RANKINGS;
    }

    @Override
    public String id() {
      return "plackett_luce";
    }
  }
}
