package dev.herder.dpo;

import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.train.Loss;
import dev.herder.engine.train.MetricSums;
import dev.herder.engine.train.Objective;
import java.util.Arrays;
import java.util.List;

/**
 * DPO as Llama 3 does it: the contrastive loss over the content tokens of both answers, plus a
 * weighted, length-normalised negative log-likelihood of the whole chosen answer.
 *
 * <p>Source: "The Llama 3 Herd of Models", 4.1.4; the NLL term is that of Pang et al. 2024. A pair
 * is one root (the prompt) with two children, so the prompt is computed once.
 */
final class DpoObjective implements Objective<DpoObjective.Referenced> {
  /** A pair and the reference's summed log-probabilities of its answers. */
  record Referenced(Pair pair, double chosen, double rejected) {}

  private final PreferenceLoss loss;
  private final double nllWeight;

  DpoObjective(PreferenceLoss loss, double nllWeight) {
    this.loss = loss;
    this.nllWeight = nllWeight;
  }

  @Override
  public void pack(Referenced example, PackedBatch.Builder batch) {
    pack(example.pair(), batch);
  }

  static void pack(Pair pair, PackedBatch.Builder batch) {
    int root = batch.add(-1, pair.prompt(), new boolean[pair.prompt().length]);
    for (Pair.Answer answer : List.of(pair.chosen(), pair.rejected())) {
      boolean[] all = new boolean[answer.ids().length];
      Arrays.fill(all, true);
      batch.add(root, answer.ids(), all);
    }
  }

  @Override
  public int tokens(Referenced example) {
    return tokens(example.pair());
  }

  static int tokens(Pair pair) {
    return pair.prompt().length + pair.chosen().ids().length + pair.rejected().ids().length;
  }

  @Override
  public double weight(Referenced example) {
    return 1;
  }

  @Override
  public String describe(Referenced example) {
    return example.pair().source();
  }

  @Override
  public Loss loss(List<Referenced> examples, PackedBatch batch, float[] logProbs) {
    float[] gradient = new float[logProbs.length];
    MetricSums metrics = new MetricSums();
    double sum = 0;
    for (int i = 0; i < examples.size(); i++) {
      Referenced example = examples.get(i);
      Pair pair = example.pair();
      int chosenAt = batch.firstTarget(3 * i + 1);
      int rejectedAt = batch.firstTarget(3 * i + 2);
      PairLogProbs log =
          new PairLogProbs(
              pair.chosen().sum(logProbs, chosenAt),
              pair.rejected().sum(logProbs, rejectedAt),
              example.chosen(),
              example.rejected(),
              pair.chosen().contrastedTokens(),
              pair.rejected().contrastedTokens());
      PreferenceLoss.Value value = loss.of(log);
      pair.chosen().addTo(gradient, chosenAt, value.chosen());
      pair.rejected().addTo(gradient, rejectedAt, value.rejected());
      int length = pair.chosen().ids().length;
      double nll = 0;
      for (int t = chosenAt; t < chosenAt + length; t++) {
        nll -= (double) logProbs[t] / length;
        gradient[t] -= (float) (nllWeight / length);
      }
      sum += value.loss() + nllWeight * nll;
      report(metrics, log, nll);
    }
    return new Loss(sum, gradient, metrics);
  }

  private void report(MetricSums metrics, PairLogProbs log, double nll) {
    double chosen = loss.beta() * (log.chosen() - log.referenceChosen());
    double rejected = loss.beta() * (log.rejected() - log.referenceRejected());
    metrics.add("rewards/chosen", chosen, 1);
    metrics.add("rewards/rejected", rejected, 1);
    metrics.add("rewards/accuracies", chosen > rejected ? 1 : 0, 1);
    metrics.add("rewards/margins", chosen - rejected, 1);
    metrics.add("logps/chosen", log.chosen(), 1);
    metrics.add("logps/rejected", log.rejected(), 1);
    metrics.add("nll_loss", nll, 1);
  }
}
