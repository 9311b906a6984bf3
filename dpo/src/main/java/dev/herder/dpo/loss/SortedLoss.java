package dev.herder.dpo.loss;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Losses that compare two distributions over a whole step, quantile by quantile (AOT, Melnyk et al.
 * 2024): the k-th smallest value of one against the k-th smallest of the other.
 */
public sealed interface SortedLoss extends PreferenceLoss {
  /** What quantiles are scaled by, above 0. */
  double beta();

  /** The probability that a label is wrong, in [0, 0.5). */
  double labelSmoothing();

  /** The value whose distribution is to be the larger one. */
  double larger(ExampleLogProbs pair);

  /** The value whose distribution is to be the smaller one. */
  double smaller(ExampleLogProbs pair);

  /** Adds the derivative with respect to {@link #larger}. */
  void addLarger(LossSlopes slopes, double slope);

  /** Adds the derivative with respect to {@link #smaller}. */
  void addSmaller(LossSlopes slopes, double slope);

  @Override
  default void add(
      List<ExampleLogProbs> step, StepFacts facts, double weight, List<LossSlopes> into) {
    int[] above = order(step, this::larger);
    int[] below = order(step, this::smaller);
    for (int k = 0; k < above.length; k++) {
      double x = beta() * (larger(step.get(above[k])) - smaller(step.get(below[k])));
      double slope = weight * beta() * Logistic.smoothedSlope(x, labelSmoothing());
      into.get(above[k]).addLoss(weight * Logistic.smoothed(x, labelSmoothing()));
      addLarger(into.get(above[k]), slope);
      addSmaller(into.get(below[k]), -slope);
    }
  }

  /** Indices in ascending order of a value; equal values keep their order. */
  private static int[] order(List<ExampleLogProbs> step, ToDoubleFunction<ExampleLogProbs> value) {
    return IntStream.range(0, step.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> value.applyAsDouble(step.get(i))))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Override
  default double reward(AnswerLogProbs answer) {
    return beta() * answer.ratio();
  }

  @Override
  default Needs needs() {
    return Needs.PAIRS;
  }

  @Override
  default boolean couples() {
    return true;
  }

  /**
   * The policy's differences chosen - rejected against the reference's.
   *
   * @param beta above 0
   * @param labelSmoothing in [0, 0.5)
   */
  record Aot(double beta, double labelSmoothing) implements SortedLoss {
    @Override
    public double larger(ExampleLogProbs pair) {
      return pair.chosen().policy() - pair.rejected().policy();
    }

    @Override
    public double smaller(ExampleLogProbs pair) {
      return pair.chosen().reference() - pair.rejected().reference();
    }

    @Override
    public void addLarger(LossSlopes slopes, double slope) {
      slopes.addPair(slope, -slope);
    }

    @Override
    public void addSmaller(LossSlopes slopes, double slope) {
      // The reference is constant.
    }

    @Override
    public String id() {
      return "aot";
    }
  }

  /**
   * The log-ratios of the chosen answers against those of the rejected ones.
   *
   * @param beta above 0
   * @param labelSmoothing in [0, 0.5)
   */
  record AotUnpaired(double beta, double labelSmoothing) implements SortedLoss {
    @Override
    public double larger(ExampleLogProbs pair) {
      return pair.chosen().ratio();
    }

    @Override
    public double smaller(ExampleLogProbs pair) {
      return pair.rejected().ratio();
    }

    @Override
    public void addLarger(LossSlopes slopes, double slope) {
      slopes.addPair(slope, 0);
    }

    @Override
    public void addSmaller(LossSlopes slopes, double slope) {
      slopes.addPair(0, slope);
    }

    @Override
    public String id() {
      return "aot_unpaired";
    }
  }
}
