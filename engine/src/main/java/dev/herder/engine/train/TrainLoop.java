package dev.herder.engine.train;

import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.model.LogProbGradient;
import dev.herder.engine.model.Network;
import dev.herder.engine.model.TargetStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one training loop: rows of a step, micro-batches, backward, clipping, optimiser.
 *
 * <p>The loss of every example is divided by the weight of the whole optimiser step before
 * backward, so micro-batches only bound memory. A step is a pure function of the weights, the
 * optimiser's moments and its number.
 *
 * @param <E> one example
 */
public final class TrainLoop<E> {
  private final Network network;
  private final AdamW optimizer;
  private final TrainSettings settings;
  private final Objective<E> objective;
  private final List<E> examples;
  private final int microBatchTokens;
  private final DataOrder order;
  private long totalTokens;

  /**
   * Prepares a loop.
   *
   * @param examples the training data, at least one row
   * @param microBatchTokens tokens that are computed at once; a longer example goes alone
   * @param seed seeds the order of the rows
   */
  public TrainLoop(
      Network network,
      AdamW optimizer,
      TrainSettings settings,
      Objective<E> objective,
      List<E> examples,
      int microBatchTokens,
      long seed) {
    if (examples.isEmpty()) {
      throw new UserError("no row is left to train on");
    }
    this.network = network;
    this.optimizer = optimizer;
    this.settings = settings;
    this.objective = objective;
    this.examples = examples;
    this.microBatchTokens = microBatchTokens;
    order = new DataOrder(examples.size(), settings.batchSize(), settings.shuffle(), seed);
  }

  /** Optimiser steps of the whole run. */
  public long totalSteps() {
    return settings.totalSteps(examples.size());
  }

  /** Sets the count of tokens to that of a resumed run. */
  public void resumeFrom(long tokens) {
    totalTokens = tokens;
  }

  /** Tokens since the start of the run. */
  public long totalTokens() {
    return totalTokens;
  }

  /**
   * Makes one optimiser step; of a step without examples the loss is NaN and nothing changes.
   *
   * @param step its number, from 1
   * @throws RunFailure if the loss or the gradient is not finite; names the rows; the weights are
   *     those before the step
   */
  public StepReport step(long step) {
    long start = System.nanoTime();
    List<E> batch = objective.examplesOf(step, rowsOf(step));
    if (batch.isEmpty()) {
      return report(step, Double.NaN, 0, new Tally(), start);
    }
    double weight = batch.stream().mapToDouble(objective::weight).sum();
    Tally tally = new Tally();
    Objective<E> now = objective.ofStep(step, batch, forward());
    for (List<E> part : split(batch)) {
      backward(now, part, weight, tally, step);
    }
    now.check(step, tally.loss / weight, tally.metrics.averages());
    double norm = optimizer.gradientNorm();
    if (!Double.isFinite(norm)) {
      throw notFinite("gradient", step, batch);
    }
    optimizer.step(step, settings.rate(step, examples.size()), clip(norm));
    network.weights().refresh();
    totalTokens += tally.tokens;
    return report(step, tally.loss / weight, norm, tally, start);
  }

  private StepReport report(long step, double loss, double norm, Tally tally, long start) {
    Map<String, Double> metrics = new LinkedHashMap<>(tally.metrics.averages());
    metrics.putAll(objective.figuresOf(step));
    return new StepReport(
        step,
        loss,
        norm,
        settings.rate(step, examples.size()),
        (double) step / settings.stepsPerEpoch(examples.size()),
        tally.tokens,
        tally.targets,
        totalTokens,
        (System.nanoTime() - start) / 1e9,
        metrics);
  }

  /**
   * The average loss and metrics over other rows, without training on them.
   *
   * @return names with the prefix {@code eval_}
   */
  public Map<String, Double> evaluate(List<E> rows) {
    Tally tally = new Tally();
    int size = objective.couplesExamples() ? settings.batchSize() : Math.max(1, rows.size());
    for (int from = 0; from < rows.size(); from += size) {
      List<E> batch = rows.subList(from, Math.min(rows.size(), from + size));
      if (objective.couplesExamples()) {
        batch = List.copyOf(batch);
      }
      Objective<E> now = objective.ofStep(0, batch, forward());
      for (List<E> view : split(batch)) {
        // A list may make its rows anew at each look, and all of them may be more than memory.
        List<E> part = List.copyOf(view);
        PackedBatch packed = pack(part);
        TargetStats stats = network.logProbs(packed);
        Loss loss = now.loss(part, packed, stats.logProbs());
        tally.add(packed, stats, loss, now.accuracyTargets(part, packed), false);
      }
    }
    double weight = rows.stream().mapToDouble(objective::weight).sum();
    Map<String, Double> result = new LinkedHashMap<>();
    result.put("eval_loss", tally.loss / weight);
    tally.metrics.averages().forEach((name, value) -> result.put("eval_" + name, value));
    return result;
  }

  private List<E> rowsOf(long step) {
    return Arrays.stream(order.rowsOf(step)).mapToObj(examples::get).toList();
  }

  private Forward forward() {
    return new Forward() {
      @Override
      public float[] logProbs(PackedBatch batch) {
        return network.logProbs(batch).logProbs();
      }

      @Override
      public int microBatchTokens() {
        return microBatchTokens;
      }
    };
  }

  private void backward(Objective<E> now, List<E> part, double weight, Tally tally, long step) {
    PackedBatch packed = pack(part);
    TargetStats stats;
    Loss loss;
    if (now.isCrossEntropy()) {
      float[] gradient = new float[packed.targets()];
      Arrays.fill(gradient, (float) (-1 / weight));
      stats = network.forwardBackward(packed, LogProbGradient.constant(gradient));
      loss = now.loss(part, packed, stats.logProbs());
    } else {
      List<Loss> computed = new ArrayList<>();
      stats =
          network.forwardBackward(
              packed,
              (LogProbGradient.Computed)
                  logProbs -> {
                    computed.add(now.loss(part, packed, logProbs));
                    return divided(computed.get(0).gradient(), weight);
                  });
      loss = computed.get(0);
    }
    if (!Double.isFinite(loss.sum())) {
      throw notFinite("loss", step, part);
    }
    tally.add(packed, stats, loss, now.accuracyTargets(part, packed), true);
  }

  private double clip(double norm) {
    return settings.maxGradNorm() == 0 ? 1 : Math.min(1, settings.maxGradNorm() / (norm + 1e-6));
  }

  private PackedBatch pack(List<E> part) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    part.forEach(example -> objective.pack(example, builder));
    return builder.build();
  }

  /**
   * Cuts a batch into as few parts as the budget allows, and these as even as its order allows: the
   * largest decides the memory.
   */
  private List<List<E>> split(List<E> batch) {
    return MicroBatches.split(batch, objective::tokens, microBatchTokens);
  }

  private RunFailure notFinite(String what, long step, List<E> batch) {
    String rows =
        batch.stream().limit(20).map(objective::describe).collect(Collectors.joining(", "));
    return new RunFailure(
        ("the %s of step %d is not finite; rows: %s%s. Lower --learning-rate, set"
                + " --max-grad-norm, or look at these rows with 'herder data show-mask'%s")
            .formatted(
                what,
                step,
                rows,
                batch.size() > 20 ? ", ..." : "",
                step == 1 ? ". Nothing was learned yet: look at the model's weights, too" : ""));
  }

  private static float[] divided(float[] gradient, double weight) {
    float[] result = new float[gradient.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (gradient[i] / weight);
    }
    return result;
  }

  /** Sums over the micro-batches of a step. */
  private static final class Tally {
    private double loss;
    private long tokens;
    private long targets;
    private final MetricSums metrics = new MetricSums();

    void add(
        PackedBatch packed,
        TargetStats stats,
        Loss more,
        boolean @Nullable [] counted,
        boolean withEntropy) {
      loss += more.sum();
      tokens += packed.tokens();
      targets += packed.targets();
      metrics.addAll(more.metrics());
      if (stats.isScores()) {
        return;
      }
      double correct = 0;
      int count = 0;
      for (int i = 0; i < packed.targets(); i++) {
        if (counted == null || counted[i]) {
          correct += stats.correct()[i];
          count++;
        }
      }
      metrics.add("mean_token_accuracy", correct, count);
      if (withEntropy) {
        metrics.add("entropy", sum(stats.entropy()), packed.targets());
      }
    }

    private static double sum(float[] values) {
      double sum = 0;
      for (float value : values) {
        sum += value;
      }
      return sum;
    }
  }
}
