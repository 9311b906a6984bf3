package dev.herder.sft;

import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.text.Encoded;
import dev.herder.engine.train.Loss;
import dev.herder.engine.train.Objective;
import java.util.Arrays;
import java.util.List;

/**
 * Cross-entropy on the supervised tokens, divided by their number in the whole optimiser step.
 *
 * <p>Source: "The Llama 3 Herd of Models", 4.1.3: the loss on prompt tokens is masked.
 */
public final class TokenCrossEntropy implements Objective<Encoded> {
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
    for (float logProb : logProbs) {
      sum -= logProb;
    }
    float[] gradient = new float[logProbs.length];
    Arrays.fill(gradient, -1);
    return new Loss(sum, gradient);
  }

  @Override
  public boolean isCrossEntropy() {
    return true;
  }
}
