package dev.herder.engine.train;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which rows an optimiser step sees: a pure function of the seed and the step, so that a resumed
 * run needs no state.
 */
public final class DataOrder {
  private final int rows;
  private final int batchSize;
  private final boolean shuffle;
  private final long seed;
  private long epoch = -1;
  private int[] permutation = new int[0];

  /**
   * An order.
   *
   * @param rows how many rows there are
   * @param batchSize rows of a step
   * @param shuffle whether each epoch has its own seeded order
   */
  public DataOrder(int rows, int batchSize, boolean shuffle, long seed) {
    this.rows = rows;
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.seed = seed;
  }

  /** Rows of a step, counted from 1. */
  public int[] rowsOf(long step) {
    long perEpoch = ((long) rows + batchSize - 1) / batchSize;
    long of = (step - 1) / perEpoch;
    if (of != epoch) {
      permutation = permutation(of);
      epoch = of;
    }
    int from = (int) ((step - 1) % perEpoch) * batchSize;
    return Arrays.copyOfRange(permutation, from, Math.min(rows, from + batchSize));
  }

  private int[] permutation(long of) {
    int[] order = new int[rows];
    Arrays.setAll(order, i -> i);
    if (shuffle) {
      SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + of);
      for (int i = rows - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swap = order[i];
        order[i] = order[j];
        order[j] = swap;
      }
    }
    return order;
  }
}
