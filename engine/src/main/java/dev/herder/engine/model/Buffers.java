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
 * The activations of a packed batch, kept from one batch to the next: a fresh large tensor costs as
 * much in page faults as its arithmetic.
 */
final class Buffers implements AutoCloseable {
  private final NDManager parent;
  private final Kernels kernels;
  private final ModelConfig config;
  private final Compute compute;
  private final NDArray like;
  private NDManager manager;
  private int capacity;
  private int savedLayers;
  private boolean checkpointed;
  private final List<List<NDArray>> saved = new ArrayList<>();
  private final List<NDArray> inputs = new ArrayList<>();
  private List<NDArray> scratch = List.of();
  private List<NDArray> residual = List.of();

  Buffers(NDManager parent, Kernels kernels, ModelConfig config, Compute compute, NDArray like) {
    this.parent = parent;
    this.kernels = kernels;
    this.config = config;
    this.compute = compute;
    this.like = like;
    manager = parent.newSubManager();
  }

  /**
   * Makes room.
   *
   * @param tokens rows that every buffer must hold
   * @param keep what backward needs: nothing, each block's activations, or each block's input
   */
  void reserve(int tokens, Keep keep) {
    int layers = keep == Keep.ACTIVATIONS ? config.layers() : 1;
    boolean inputsWanted = keep == Keep.INPUTS;
    if (tokens <= capacity && layers <= savedLayers && (checkpointed || !inputsWanted)) {
      return;
    }
    int rows = Math.max(tokens, capacity);
    layers = Math.max(layers, savedLayers);
    inputsWanted |= checkpointed;
    manager.close();
    manager = parent.newSubManager();
    saved.clear();
    inputs.clear();
    int d = config.hiddenSize();
    int f = config.intermediateSize();
    int q = config.heads() * config.headDim();
    int qk = q + config.keyValueHeads() * config.headDim();
    int qkv = qk + config.keyValueHeads() * config.headDim();
    Precision p = compute.precision();
    Precision full = Precision.FLOAT32;
    for (int layer = 0; layer < layers; layer++) {
      List<NDArray> s = new ArrayList<>();
      s.add(buffer(rows, d, p));
      s.add(buffer(rows, 1, full));
      s.add(buffer(rows, qkv, p));
      s.add(buffer(rows, q, p));
      s.add(buffer(rows, d, p));
      s.add(buffer(rows, 1, full));
      s.add(buffer(rows, 2 * f, p));
      s.add(buffer(config.queryKeyNorm() ? rows : 0, qk, p));
      saved.add(s);
    }
    if (inputsWanted) {
      for (int layer = 0; layer < config.layers(); layer++) {
        inputs.add(buffer(rows, d, full));
      }
    }
    scratch =
        List.of(
            buffer(rows, d, p),
            buffer(rows, f, p),
            buffer(rows, f, p),
            buffer(rows, 2 * f, p),
            buffer(rows, qkv, p),
            buffer(rows, q, p),
            buffer(rows, d, full),
            buffer(rows, d, p));
    residual = List.of(buffer(rows, d, full), buffer(rows, d, full));
    capacity = rows;
    savedLayers = layers;
    checkpointed = inputsWanted;
  }

  private NDArray buffer(int rows, int columns, Precision precision) {
    return kernels.array(manager, "buffer", rows, columns, precision.code(), like);
  }

  /** The first rows of the buffers, in {@code scope}. */
  Views views(NDManager scope, int tokens) {
    List<List<NDArray>> s = new ArrayList<>();
    for (List<NDArray> layer : saved) {
      s.add(rows(scope, layer, tokens));
    }
    List<NDArray> xs = inputs.isEmpty() ? List.of() : rows(scope, inputs, tokens);
    List<NDArray> r = rows(scope, residual, tokens);
    return new Views(s, xs, rows(scope, scratch, tokens), r.get(0), r.get(1));
  }

  private List<NDArray> rows(NDManager scope, List<NDArray> buffers, int tokens) {
    return kernels.arrays(scope, "first_rows", buffers, tokens);
  }

  @Override
  public void close() {
    manager.close();
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
   * @param inputs each block's input, with activation recomputation
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
