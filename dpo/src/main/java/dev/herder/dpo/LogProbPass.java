package dev.herder.dpo;

import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.train.MicroBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Computes summed log-probabilities of examples' answers, in fixed micro-batches. */
final class LogProbPass {
  /** Natural logarithm of the probability of each target of a batch. */
  @FunctionalInterface
  interface Model {
    float[] logProbs(PackedBatch batch);
  }

  private final int microBatchTokens;

  /**
   * A pass.
   *
   * @param microBatchTokens tokens that are computed at once
   */
  LogProbPass(int microBatchTokens) {
    this.microBatchTokens = microBatchTokens;
  }

  /** The parts in which examples are computed; the same examples always give the same parts. */
  List<List<Example>> parts(List<Example> examples, Function<Example, List<Answer>> which) {
    return MicroBatches.split(examples, e -> e.tokens(which.apply(e)), microBatchTokens);
  }

  /** For each example of a part the answers' log-probabilities, in one forward pass. */
  static List<double[]> of(List<Example> part, Function<Example, List<Answer>> which, Model model) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    part.forEach(example -> example.pack(which.apply(example), builder));
    PackedBatch batch = builder.build();
    float[] logProbs = model.logProbs(batch);
    List<double[]> sums = new ArrayList<>();
    int segment = 0;
    for (Example example : part) {
      List<Answer> answers = which.apply(example);
      double[] own = new double[answers.size()];
      segment++;
      for (int i = 0; i < own.length; i++) {
        own[i] = answers.get(i).sum(logProbs, batch.firstTarget(segment++));
      }
      sums.add(own);
    }
    return sums;
  }

  /** Makes a model, as it is now, the reference of examples. */
  static void setReferences(List<Example> examples, CausalLm reference) {
    setReferences(
        examples,
        reference.session().compute().microBatchTokens(),
        batch -> reference.network().logProbs(batch).logProbs());
  }

  /** The same with so many tokens at once. */
  static void setReferences(List<Example> examples, int microBatchTokens, Model model) {
    for (List<Example> part : new LogProbPass(microBatchTokens).parts(examples, Example::scored)) {
      List<double[]> sums = of(part, Example::scored, model);
      for (int i = 0; i < sums.size(); i++) {
        part.get(i).setReference(sums.get(i));
      }
    }
  }

  /** The same for all examples, told part by part. */
  void of(
      List<Example> examples,
      Function<Example, List<Answer>> which,
      Model model,
      Consumer<double[]> sink) {
    for (List<Example> part : parts(examples, which)) {
      of(part, which, model).forEach(sink);
    }
  }
}
