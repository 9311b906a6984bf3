package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.architecture.Rotary;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.kernel.Kernels;
import dev.herder.engine.machine.Compute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transformer over packed batches: forward, and backward by hand into flat gradient buffers.
 *
 * <p>One network serves one thread at a time. Everything a batch allocates dies with the batch,
 * except buffers that the next one reuses.
 */
public final class Network implements AutoCloseable {
  private final NDManager manager;
  private final Kernels kernels;
  private final Weights weights;
  private final Compute compute;
  private final ModelConfig config;
  private final Buffers buffers;
  private final OutputHead head;
  private final NDArray frequencies;
  private final NDArray mask;
  private final int[] dims;
  private final @Nullable Adapter adapter;
  private final @Nullable FlatParameters gradients;
  private final @Nullable ScoreHead score;
  private final boolean recompute;
  private final List<List<NDArray>> blockGradients = new ArrayList<>();
  private final List<List<NDArray>> adapters = new ArrayList<>();
  private final List<List<NDArray>> adapterGradients = new ArrayList<>();
  private final List<NDArray> noAdapters;
  private boolean adapterOn = true;

  /**
   * Wires a network over weights that the caller owns.
   *
   * @param adapter a low-rank adapter to add to the weights, or null
   * @param gradients where gradients of the weights are added up, or null to leave them frozen
   * @param recompute whether backward computes each block's activations again instead of keeping
   *     them
   */
  public Network(
      NDManager parent,
      Kernels kernels,
      Weights weights,
      Compute compute,
      @Nullable Adapter adapter,
      @Nullable FlatParameters gradients,
      boolean recompute) {
    this(parent, kernels, weights, compute, adapter, gradients, recompute, null);
  }

  /**
   * Wires a network with a score head in place of the language head.
   *
   * @param score gives one number for each target, or null for a language model
   */
  public Network(
      NDManager parent,
      Kernels kernels,
      Weights weights,
      Compute compute,
      @Nullable Adapter adapter,
      @Nullable FlatParameters gradients,
      boolean recompute,
      @Nullable ScoreHead score) {
    this.score = score;
    manager = parent.newSubManager();
    this.kernels = kernels;
    this.weights = weights;
    this.compute = compute;
    this.adapter = adapter;
    this.gradients = gradients;
    this.recompute = recompute;
    config = weights.config();
    buffers = new Buffers(manager, kernels, config, compute, weights.empty());
    head = new OutputHead(manager, kernels, compute, config.vocabSize());
    frequencies = manager.create(Rotary.frequencies(config));
    int tile = compute.attentionTile();
    NDArray like = kernels.array(manager, "buffer", 1, 1, compute.precision().code(), frequencies);
    mask = kernels.array(manager, "causal_mask", tile, like);
    dims =
        new int[] {
          config.heads(),
          config.keyValueHeads(),
          config.headDim(),
          config.intermediateSize(),
          tile,
          compute.attentionScores()
        };
    noAdapters = Collections.nCopies(14, weights.empty());
    for (int layer = 0; layer < config.layers(); layer++) {
      blockGradients.add(weights.block(gradients, layer));
      adapters.add(
          adapter == null ? noAdapters : adapter.block(adapter.values(), layer, weights.empty()));
      adapterGradients.add(
          adapter == null
              ? noAdapters
              : adapter.block(adapter.gradients(), layer, weights.empty()));
    }
  }

  public ModelConfig config() {
    return config;
  }

  public Weights weights() {
    return weights;
  }

  /** Switches the adapter off or on again; without an adapter nothing changes. */
  public void useAdapter(boolean on) {
    adapterOn = on;
  }

  /** Log-probabilities of the targets, or their scores; nothing is kept for a backward pass. */
  public TargetStats logProbs(PackedBatch batch) {
    try (NDManager scope = manager.newSubManager()) {
      Pass pass = forward(scope, batch, Buffers.Keep.NOTHING);
      FinalRows rows = finalRows(scope, pass, batch);
      return score == null
          ? head.forward(rows.h, weights.head(), toLongs(batch.targetIds()))
          : score.forward(rows.h);
    }
  }

  /**
   * Means over the targets of each segment of the last hidden states after the final norm.
   *
   * @param batch every segment has at least one target
   * @return [segments][hiddenSize] float32
   */
  public float[][] meanStates(PackedBatch batch) {
    int segments = batch.segments().size();
    int[] runs = new int[2 * segments];
    for (int i = 0; i < segments; i++) {
      runs[2 * i] = batch.firstTarget(i);
      runs[2 * i + 1] = batch.endTarget(i) - batch.firstTarget(i);
      if (runs[2 * i + 1] == 0) {
        throw new IllegalArgumentException("segment " + i + " has no target");
      }
    }
    try (NDManager scope = manager.newSubManager()) {
      Pass pass = forward(scope, batch, Buffers.Keep.NOTHING);
      FinalRows rows = finalRows(scope, pass, batch);
      float[] all = kernels.array(scope, "row_means", rows.h, runs).toFloatArray();
      float[][] means = new float[segments][];
      for (int i = 0; i < segments; i++) {
        means[i] = Arrays.copyOfRange(all, i * config.hiddenSize(), (i + 1) * config.hiddenSize());
      }
      return means;
    }
  }

  /**
   * One forward and one backward pass; gradients are added to those of the weights and the adapter.
   *
   * @param gradient how the loss depends on the targets' log-probabilities
   */
  public TargetStats forwardBackward(PackedBatch batch, LogProbGradient gradient) {
    try (NDManager scope = manager.newSubManager()) {
      Buffers.Keep keep = recompute ? Buffers.Keep.INPUTS : Buffers.Keep.ACTIVATIONS;
      Pass pass = forward(scope, batch, keep);
      FinalRows rows = finalRows(scope, pass, batch);
      NDArray dh = kernels.array(scope, "like_of", rows.h);
      TargetStats stats =
          score == null
              ? head.backward(
                  rows.h,
                  weights.head(),
                  toLongs(batch.targetIds()),
                  gradient,
                  dh,
                  gradient(scope, weights.headName()))
              : score.backward(rows.h, (LogProbGradient.Computed) gradient, dh);
      NDArray drows = scope.zeros(rows.x.getShape(), DataType.FLOAT32);
      NDArray scratch = scope.create(rows.x.getShape(), DataType.FLOAT32);
      kernels.run(
          "rms_backward",
          dh,
          rows.xhat,
          rows.rstd,
          weights.finalNorm(),
          drows,
          gradient(scope, ParameterLayout.FINAL_NORM),
          scratch);
      NDArray dx = pass.views.dx();
      kernels.run("put_rows", dx, rows.rows, drows);
      backward(pass, dx, scope);
      return stats;
    }
  }

  /** The manager of the network's device, for the caller's own scopes. */
  public NDManager manager() {
    return manager;
  }

  public Kernels kernels() {
    return kernels;
  }

  private Pass forward(NDManager scope, PackedBatch batch, Buffers.Keep keep) {
    int n = batch.tokens();
    Buffers.Views views = buffers.views(scope, n, keep);
    NDArray ids = scope.create(toLongs(batch.ids()));
    NDArray positions = scope.create(toLongs(batch.positions()));
    List<NDArray> rotary =
        kernels.arrays(scope, "rotary", positions, frequencies, compute.precision().code());
    Pass pass = new Pass(views, ids, rotary.get(0), rotary.get(1), batch.spans());
    kernels.run("embed", views.x(), weights.embedding(), ids);
    for (int layer = 0; layer < config.layers(); layer++) {
      if (keep == Buffers.Keep.INPUTS) {
        kernels.run("copy_", views.inputs().get(layer), views.x());
      }
      block(pass, layer);
    }
    return pass;
  }

  private void block(Pass pass, int layer) {
    kernels.run(
        "layer_forward",
        pass.views.x(),
        weights.block(layer),
        adapters(layer),
        scale(),
        pass.views.saved(layer),
        pass.views.scratch(),
        pass.cos,
        pass.sin,
        pass.spans,
        mask,
        dims,
        config.rmsNormEps());
  }

  private void backward(Pass pass, NDArray dx, NDManager scope) {
    for (int layer = config.layers() - 1; layer >= 0; layer--) {
      if (recompute) {
        kernels.run("copy_", pass.views.x(), pass.views.inputs().get(layer));
        block(pass, layer);
      }
      kernels.run(
          "layer_backward",
          dx,
          weights.block(layer),
          adapters(layer),
          scale(),
          blockGradients.get(layer),
          adapterGradients.get(layer),
          pass.views.saved(layer),
          pass.views.scratch(),
          pass.cos,
          pass.sin,
          pass.spans,
          mask,
          dims,
          config.rmsNormEps());
    }
    kernels.run(
        "embed_backward",
        gradient(scope, ParameterLayout.EMBEDDING),
        pass.ids,
        dx,
        config.padTokenId());
  }

  private FinalRows finalRows(NDManager scope, Pass pass, PackedBatch batch) {
    NDArray rows = scope.create(toLongs(batch.targetRows()));
    NDArray x = kernels.array(scope, "take_rows", pass.views.x(), rows);
    int dtype = compute.precision().code();
    int count = batch.targets();
    NDArray xhat = kernels.array(scope, "buffer", count, config.hiddenSize(), dtype, x);
    NDArray h = kernels.array(scope, "buffer", count, config.hiddenSize(), dtype, x);
    NDArray rstd = scope.create(new Shape(count, 1), DataType.FLOAT32);
    kernels.run("rms_forward", x, weights.finalNorm(), config.rmsNormEps(), xhat, rstd, h);
    return new FinalRows(rows, x, xhat, rstd, h);
  }

  /** What a pass with kernels of its own needs beside the weights. */
  Decoding.Parts parts() {
    List<NDArray> low = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      low.addAll(adapters(layer));
    }
    return new Decoding.Parts(compute, mask, dims.clone(), low, scale());
  }

  private List<NDArray> adapters(int layer) {
    return adapterOn ? adapters.get(layer) : noAdapters;
  }

  private double scale() {
    return adapter == null ? 0 : adapter.spec().scale();
  }

  private NDArray gradient(NDManager scope, String name) {
    if (gradients == null) {
      return weights.empty();
    }
    NDArray view = gradients.view(weights.layout().slot(name));
    view.attach(scope);
    return view;
  }

  private static long[] toLongs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  @Override
  public void close() {
    buffers.close();
    head.close();
    manager.close();
  }

  /** The tensors of one batch. */
  private static final class Pass {
    private final Buffers.Views views;
    private final NDArray ids;
    private final NDArray cos;
    private final NDArray sin;
    private final int[] spans;

    Pass(Buffers.Views views, NDArray ids, NDArray cos, NDArray sin, int[] spans) {
      this.views = views;
      this.ids = ids;
      this.cos = cos;
      this.sin = sin;
      this.spans = spans;
    }
  }

  private record FinalRows(NDArray rows, NDArray x, NDArray xhat, NDArray rstd, NDArray h) {}
}
