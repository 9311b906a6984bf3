package dev.herder.examples;

import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.text.Encoded;
import dev.herder.engine.train.Loss;
import dev.herder.engine.train.Objective;
import java.util.List;

/**
 * A loss of one's own: cross-entropy that weighs a token by (1 - p)^2, so that what the model knows
 * already counts less (focal loss, Lin et al. 2017).
 */
public final class FocalObjective implements Objective<Encoded> {
  @Override
  public void pack(Encoded example, PackedBatch.Builder batch) {
    batch.add(-1, example.ids(), example.loss());
  }

  @Override
  public int tokens(Encoded example) {
    return example.ids().length;
  }

  @Override
  public double weight(Encoded example) {
    return example.supervised();
  }

  @Override
  public String describe(Encoded example) {
    return example.source().toString();
  }

  @Override
  public Loss loss(List<Encoded> examples, PackedBatch batch, float[] logProbs) {
    double sum = 0;
    float[] gradient = new float[logProbs.length];
    for (int i = 0; i < logProbs.length; i++) {
      double p = Math.exp(logProbs[i]);
      sum -= (1 - p) * (1 - p) * logProbs[i];
      gradient[i] = (float) (2 * (1 - p) * p * logProbs[i] - (1 - p) * (1 - p));
    }
    return new Loss(sum, gradient);
  }
}
