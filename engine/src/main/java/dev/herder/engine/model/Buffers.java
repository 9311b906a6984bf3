package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.kernel.Kernels;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * The activations of a packed batch, in two arenas that are kept from one batch to the next: a
 * fresh large tensor costs as much in page faults as its arithmetic.
 *
 * <p>An arena is cut anew for every batch, so that a small one touches no more memory than it
 * needs. It is reserved at once for as many tokens as the machine computes at a time; memory that
 * was never touched costs nothing.
 */
final class Buffers implements AutoCloseable {
  /** A row of so many bytes, or a multiple, puts the rows of a tile into the same cache sets. */
  private static final int ALIAS_BYTES = 4096;

  private static final int PAD_BYTES = 64;

  /** Where a block keeps its six wide tensors, among the eight that the layer kernel takes. */
  private static final int[] WIDE = {0, 2, 3, 4, 6, 7};

  private final NDManager parent;
  private final Kernels kernels;
  private final ModelConfig config;
  private final Compute compute;
  private final NDArray like;
  private NDManager manager;
  private NDArray halves;
  private NDArray floats;

  Buffers(NDManager parent, Kernels kernels, ModelConfig config, Compute compute, NDArray like) {
    this.parent = parent;
    this.kernels = kernels;
    this.config = config;
    this.compute = compute;
    this.like = like;
    manager = parent.newSubManager();
    halves = like;
    floats = like;
  }

  /** Columns of a row with so many values, padded where the rows would alias in the caches. */
  static int stride(int columns, int bytes) {
    boolean aliases = columns * (long) bytes % ALIAS_BYTES == 0;
    return aliases ? columns + PAD_BYTES / bytes : columns;
  }

  /**
   * The buffers of a batch, in {@code scope}.
   *
   * @param tokens rows of every buffer
   * @param keep what backward needs: nothing, each block's activations, or each block's input
   */
  Views views(NDManager scope, int tokens, Keep keep) {
    Plan cut = new Plan(keep);
    if (cut.halves.elements(tokens) > halves.size()
        || cut.floats.elements(tokens) > floats.size()) {
      reserve(Math.max(tokens, compute.microBatchTokens()), cut);
    }
    List<NDArray> h = kernels.arrays(scope, "strided_views", halves, cut.halves.table(tokens));
    List<NDArray> f = kernels.arrays(scope, "strided_views", floats, cut.floats.table(tokens));
    List<List<NDArray>> saved = new ArrayList<>();
    for (int layer = 0; layer < cut.layers; layer++) {
      NDArray[] s = new NDArray[8];
      for (int i = 0; i < 6; i++) {
        s[WIDE[i]] = h.get(6 * layer + i);
      }
      s[1] = f.get(2 * layer);
      s[5] = f.get(2 * layer + 1);
      saved.add(List.of(s));
    }
    List<NDArray> t = h.subList(6 * cut.layers, h.size());
    List<NDArray> rest = f.subList(2 * cut.layers, f.size());
    List<NDArray> scratch =
        List.of(t.get(0), t.get(1), t.get(2), t.get(3), t.get(4), t.get(5), rest.get(0), t.get(6));
    return new Views(saved, rest.subList(3, rest.size()), scratch, rest.get(1), rest.get(2));
  }

  private void reserve(int tokens, Plan cut) {
    long wide = Math.max(cut.halves.elements(tokens), halves.size());
    long full = Math.max(cut.floats.elements(tokens), floats.size());
    manager.close();
    manager = parent.newSubManager();
    halves = arena(wide, compute.precision());
    floats = arena(full, Precision.FLOAT32);
  }

  private NDArray arena(long elements, Precision precision) {
    return kernels.array(manager, "tensor", new long[] {elements}, precision.code(), like);
  }

  @Override
  public void close() {
    manager.close();
  }

  /** What the arenas are cut into. */
  private final class Plan {
    private final int layers;
    private final Cut halves = new Cut(compute.precision().bytes());
    private final Cut floats = new Cut(Precision.FLOAT32.bytes());

    Plan(Keep keep) {
      layers = keep == Keep.ACTIVATIONS ? config.layers() : 1;
      int d = config.hiddenSize();
      int f = config.intermediateSize();
      int q = config.heads() * config.headDim();
      int qk = q + config.keyValueHeads() * config.headDim();
      int qkv = qk + config.keyValueHeads() * config.headDim();
      for (int layer = 0; layer < layers; layer++) {
        halves.add(d, qkv, q, d, 2 * f, config.queryKeyNorm() ? qk : 0);
        floats.add(1, 1);
      }
      halves.add(d, f, f, 2 * f, qkv, q, d);
      floats.add(d, d, d);
      if (keep == Keep.INPUTS) {
        for (int layer = 0; layer < config.layers(); layer++) {
          floats.add(d);
        }
      }
    }
  }

  /** Matrices of so many columns each, one after another. */
  private static final class Cut {
    private final int bytes;
    private final List<Integer> columns = new ArrayList<>();

    Cut(int bytes) {
      this.bytes = bytes;
    }

    void add(int... more) {
      for (int width : more) {
        columns.add(width);
      }
    }

    long elements(int rows) {
      return rows * columns.stream().mapToLong(c -> c == 0 ? 0 : stride(c, bytes)).sum();
    }

    /** For each matrix its offset, rows, columns and stride; no rows where it has no columns. */
    long[] table(int rows) {
      long[] table = new long[4 * columns.size()];
      long offset = 0;
      for (int i = 0; i < columns.size(); i++) {
        int width = columns.get(i);
        int stride = stride(Math.max(1, width), bytes);
        table[4 * i] = offset;
        table[4 * i + 1] = width == 0 ? 0 : rows;
        table[4 * i + 2] = width;
        table[4 * i + 3] = stride;
        offset += width == 0 ? 0 : (long) rows * stride;
      }
      return table;
    }
  }

  /** What a forward pass keeps for the backward pass. */
  enum Keep {
    NOTHING,
    ACTIVATIONS,
    INPUTS
  }

  /**
   * The buffers of one batch.
   *
   * @param saved eight tensors for each block, or for one block that all share
   * @param inputs each block's input, with activation recomputation; else empty
   * @param scratch eight tensors that no one needs after a block
   * @param x the residual stream, [tokens, hidden] float32
   * @param dx its gradient
   */
  record Views(
      List<List<NDArray>> saved,
      List<NDArray> inputs,
      List<NDArray> scratch,
      NDArray x,
      NDArray dx) {
    List<NDArray> saved(int layer) {
      return saved.get(saved.size() == 1 ? 0 : layer);
    }
  }
}
