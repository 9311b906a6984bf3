package dev.herder.dpo;

import dev.herder.dpo.loss.ExampleLogProbs;
import dev.herder.dpo.loss.PreferenceLoss;
import dev.herder.dpo.loss.StepFacts;
import dev.herder.dpo.loss.WeightedLoss;
import dev.herder.engine.train.MetricSums;
import java.util.List;

/** The metrics of examples, with TRL's names. */
final class PreferenceMetrics {
  private final WeightedLoss loss;
  private final StepFacts facts;

  PreferenceMetrics(WeightedLoss loss, StepFacts facts) {
    this.loss = loss;
    this.facts = facts;
  }

  void add(List<ExampleLogProbs> examples, MetricSums into) {
    for (ExampleLogProbs example : examples) {
      if (loss.needs() == PreferenceLoss.Needs.LABELS) {
        label(example, into);
      } else {
        pair(example, into);
      }
      if (example.desirable()) {
        into.add("nll_loss", -example.likelihood() / example.length(), 1);
      }
    }
  }

  private void pair(ExampleLogProbs pair, MetricSums into) {
    double chosen = loss.reward(pair.chosen());
    double rejected = loss.reward(pair.rejected());
    into.add("rewards/chosen", chosen, 1);
    into.add("rewards/rejected", rejected, 1);
    into.add("rewards/accuracies", chosen > rejected ? 1 : 0, 1);
    into.add("rewards/margins", chosen - rejected, 1);
    into.add("logps/chosen", pair.chosen().policy(), 1);
    into.add("logps/rejected", pair.rejected().policy(), 1);
    if (loss.usesReference()) {
      into.add("logratios/chosen", pair.chosen().ratio(), 1);
      into.add("logratios/rejected", pair.rejected().ratio(), 1);
    }
  }

  /** The margin is the difference of two averages; each example's share of it adds up to that. */
  private void label(ExampleLogProbs example, MetricSums into) {
    boolean good = example.desirable();
    double reward = loss.reward(example.chosen());
    String side = good ? "chosen" : "rejected";
    into.add("rewards/" + side, reward, 1);
    into.add("logps/" + side, example.chosen().policy(), 1);
    into.add("logratios/" + side, example.chosen().ratio(), 1);
    if (facts.desirable() > 0 && facts.undesirable() > 0) {
      double all = facts.desirable() + facts.undesirable();
      double share = good ? all / facts.desirable() : -all / facts.undesirable();
      into.add("rewards/margins", share * reward, 1);
    }
    if (loss.needsKl()) {
      into.add("kl", facts.kl(), 1);
    }
  }
}
