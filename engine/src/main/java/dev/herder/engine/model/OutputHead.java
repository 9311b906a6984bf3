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
 * log-probabilities come first; the probabilities are kept where they fit the budget, else computed
 * again.
 */
final class OutputHead implements AutoCloseable {
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
    long fit = Math.max(1, compute.headBytes() / (4L * vocabulary));
    long chunks = (rows + fit - 1) / fit;
    return (int) ((rows + chunks - 1) / chunks);
  }

  /** Log-probabilities without gradients. */
  TargetStats forward(NDArray h, NDArray w, long[] targets) {
    TargetStats stats = new TargetStats(targets.length);
    int chunk = chunk(targets.length);
    for (int first = 0; first < targets.length; first += chunk) {
      try (Chunk c = new Chunk(h, targets, first, Math.min(chunk, targets.length - first))) {
        c.probabilities(w, stats);
      }
    }
    return stats;
  }

  /**
   * Log-probabilities and gradients.
   *
   * @param dh receives the gradient of {@code h}
   * @param gw gradient of the head's weight to add to, or an empty array
   */
  TargetStats backward(
      NDArray h, NDArray w, long[] targets, LogProbGradient gradient, NDArray dh, NDArray gw) {
    if (gradient instanceof LogProbGradient.Constant constant) {
      TargetStats stats = new TargetStats(targets.length);
      int chunk = chunk(targets.length);
      for (int first = 0; first < targets.length; first += chunk) {
        try (Chunk c = new Chunk(h, targets, first, Math.min(chunk, targets.length - first))) {
          c.probabilities(w, stats);
          c.gradients(w, constant.values().array(), dh, gw, stats);
        }
      }
      return stats;
    }
    int chunk = chunk(targets.length);
    boolean whole = chunk >= targets.length;
    try (Chunk all = new Chunk(h, targets, 0, whole ? targets.length : 0)) {
      TargetStats stats;
      if (whole) {
        stats = new TargetStats(targets.length);
        all.probabilities(w, stats);
      } else {
        stats = forward(h, w, targets);
      }
      float[] c = ((LogProbGradient.Computed) gradient).of(stats.logProbs());
      if (whole) {
        all.gradients(w, c, dh, gw, stats);
        return stats;
      }
      for (int first = 0; first < targets.length; first += chunk) {
        try (Chunk part = new Chunk(h, targets, first, Math.min(chunk, targets.length - first))) {
          part.probabilities(w, stats);
          part.gradients(w, c, dh, gw, stats);
        }
      }
      return stats;
    }
  }

  /**
   * What chunks are computed in, kept from one to the next.
   *
   * @param p float32
   * @param low in the dtype of the products where that is another, else without columns
   */
  private record Room(NDArray p, NDArray low) {}

  private Room room(NDArray like, int rows) {
    Room held = room;
    if (held == null || held.p.getShape().get(0) < rows) {
      manager.close();
      manager = parent.newSubManager();
      Precision precision = compute.precision();
      int columns = precision == Precision.FLOAT32 ? 0 : vocabulary;
      int wide = Buffers.stride(vocabulary, Float.BYTES);
      held =
          new Room(
              kernels.array(manager, "buffer", rows, wide, Precision.FLOAT32.code(), like),
              kernels.array(manager, "buffer", rows, columns, precision.code(), like));
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
      p = kernels.array(scope, "rows_from", all.p, 0, rows);
      low = kernels.array(scope, "rows_from", all.low, 0, rows);
      long[] own = Arrays.copyOfRange(allTargets, first, first + rows);
      targets = scope.create(own);
      logp = scope.create(new Shape(rows), DataType.FLOAT32);
      best = scope.create(new Shape(rows), DataType.FLOAT32);
    }

    void probabilities(NDArray w, TargetStats stats) {
      kernels.run("head_probabilities", h, w, targets, p, low, logp, best);
      stats.put(first, logp.toFloatArray(), best.toFloatArray());
    }

    void gradients(NDArray w, float[] c, NDArray dh, NDArray gw, TargetStats stats) {
      NDArray upstream = scope.create(Arrays.copyOfRange(c, first, first + rows));
      NDArray entropy = scope.create(new Shape(rows), DataType.FLOAT32);
      NDArray out = kernels.array(scope, "rows_from", dh, first, rows);
      kernels.run("head_backward", p, low, h, w, targets, upstream, logp, out, gw, entropy);
      stats.putEntropy(first, entropy.toFloatArray());
    }

    @Override
    public void close() {
      scope.close();
    }
  }
}
