package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.herder.engine.kernel.Kernels;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Precision;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The output head over the rows that predict targets, in chunks.
 *
 * <p>With a gradient known in advance each chunk is finished at once. With a computed one all
 * log-probabilities come first; the last chunk is kept, which are all rows where they fit the
 * budget, and the others are computed again.
 */
final class OutputHead implements AutoCloseable {
  /** What the float32 part of a chunk in another dtype may take of the bytes of the chunk. */
  private static final int FLOAT32_SHARE = 8;

  private final NDManager parent;
  private final Kernels kernels;
  private final Compute compute;
  private final int vocabulary;
  private NDManager manager;
  private @Nullable Room room;

  OutputHead(NDManager parent, Kernels kernels, Compute compute, int vocabulary) {
    this.parent = parent;
    this.kernels = kernels;
    this.compute = compute;
    this.vocabulary = vocabulary;
    manager = parent.newSubManager();
  }

  /** Rows of one chunk. */
  int chunk(int rows) {
    long fit = fit(compute.headBytes(), compute.precision());
    long chunks = (rows + fit - 1) / fit;
    return (int) Math.max(1, (rows + chunks - 1) / Math.max(1, chunks));
  }

  /** Log-probabilities without gradients. */
  TargetStats forward(NDArray h, NDArray w, long[] targets) {
    TargetStats stats = new TargetStats(targets.length);
    forward(h, w, targets, targets.length, stats);
    return stats;
  }

  /** The chunks before a row. */
  private void forward(NDArray h, NDArray w, long[] targets, int end, TargetStats stats) {
    int chunk = chunk(targets.length);
    for (int first = 0; first < end; first += chunk) {
      try (Chunk part = chunk(h, targets, first, chunk)) {
        part.forward(w, false, stats);
      }
    }
  }

  /**
   * Log-probabilities and gradients.
   *
   * @param dh receives the gradient of {@code h}
   * @param gw gradient of the head's weight to add to, or an empty array
   */
  TargetStats backward(
      NDArray h, NDArray w, long[] targets, LogProbGradient gradient, NDArray dh, NDArray gw) {
    TargetStats stats = new TargetStats(targets.length);
    int chunk = chunk(targets.length);
    int end = targets.length;
    float[] c;
    if (gradient instanceof LogProbGradient.Constant constant) {
      c = constant.values().array();
    } else {
      end = (targets.length - 1) / chunk * chunk;
      forward(h, w, targets, end, stats);
      try (Chunk last = chunk(h, targets, end, chunk)) {
        last.forward(w, true, stats);
        c = ((LogProbGradient.Computed) gradient).of(stats.logProbs());
        last.backward(w, c, dh, gw, stats);
      }
    }
    for (int first = 0; first < end; first += chunk) {
      try (Chunk part = chunk(h, targets, first, chunk)) {
        part.forward(w, true, stats);
        part.backward(w, c, dh, gw, stats);
      }
    }
    return stats;
  }

  private long fit(long bytes, Precision precision) {
    return Math.max(1, bytes / ((long) precision.bytes() * vocabulary));
  }

  private Chunk chunk(NDArray h, long[] targets, int first, int most) {
    return new Chunk(h, targets, first, Math.min(most, targets.length - first));
  }

  /**
   * What chunks are computed in, kept from one to the next.
   *
   * @param p float32, for a whole chunk; where products have another dtype, for what is computed at
   *     once of it
   * @param low a chunk in the dtype of the products where that is another, else without columns
   */
  private record Room(NDArray p, NDArray low) {
    long rows() {
      return low.getShape().get(0);
    }
  }

  private Room room(NDArray like, int rows) {
    Room held = room;
    if (held == null || held.rows() < rows) {
      manager.close();
      manager = parent.newSubManager();
      Precision precision = compute.precision();
      boolean full = precision == Precision.FLOAT32;
      int wide = Buffers.stride(vocabulary, Float.BYTES);
      long fit = full ? rows : fit(compute.headBytes() / FLOAT32_SHARE, Precision.FLOAT32);
      NDArray p =
          kernels.array(
              manager, "buffer", Math.min(rows, fit), wide, Precision.FLOAT32.code(), like);
      NDArray low =
          kernels.array(manager, "buffer", rows, full ? 0 : vocabulary, precision.code(), like);
      held = new Room(p, low);
      room = held;
    }
    return held;
  }

  @Override
  public void close() {
    manager.close();
  }

  /** A range of rows and its small tensors. */
  private final class Chunk implements AutoCloseable {
    private final NDManager scope = parent.newSubManager();
    private final int first;
    private final int rows;
    private final NDArray h;
    private final NDArray p;
    private final NDArray low;
    private final NDArray targets;
    private final NDArray logp;
    private final NDArray best;

    Chunk(NDArray allRows, long[] allTargets, int first, int rows) {
      this.first = first;
      this.rows = rows;
      h = kernels.array(scope, "rows_from", allRows, first, rows);
      Room all = room(allRows, Math.max(rows, 1));
      long wide = Math.min(rows, all.p.getShape().get(0));
      p = kernels.array(scope, "rows_from", all.p, 0, wide);
      low = kernels.array(scope, "rows_from", all.low, 0, rows);
      long[] own = Arrays.copyOfRange(allTargets, first, first + rows);
      targets = scope.create(own);
      logp = scope.create(new Shape(rows), DataType.FLOAT32);
      best = scope.create(new Shape(rows), DataType.FLOAT32);
    }

    void forward(NDArray w, boolean keep, TargetStats stats) {
      kernels.run("head_forward", h, w, targets, p, low, keep, logp, best);
      stats.put(first, logp.toFloatArray(), best.toFloatArray());
    }

    /** Follows a forward pass that kept what this needs. */
    void backward(NDArray w, float[] c, NDArray dh, NDArray gw, TargetStats stats) {
      NDArray upstream = scope.create(Arrays.copyOfRange(c, first, first + rows));
      NDArray entropy = scope.create(new Shape(rows), DataType.FLOAT32);
      NDArray out = kernels.array(scope, "rows_from", dh, first, rows);
      NDArray q = compute.precision() == Precision.FLOAT32 ? p : low;
      kernels.run("head_backward", q, h, w, upstream, logp, out, gw, entropy);
      stats.putEntropy(first, entropy.toFloatArray());
    }

    @Override
    public void close() {
      scope.close();
    }
  }
}
