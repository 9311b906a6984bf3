package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.Rotary;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.kernel.Kernels;
import dev.herder.engine.machine.Compute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A network for sampling: one token for each of many sequences at a time, their keys and values in
 * pages.
 *
 * <p>What it computes for a sequence depends, bit for bit, on that sequence alone. It packs the
 * weights once, when it is made; later changes of the weights do not reach it. One thread at a time
 * may use it.
 */
public final class Decoding implements AutoCloseable {
  /** Rows that the head and the draw take at once: their logits stay in the processor's cache. */
  private static final int HEAD_ROWS = 64;

  /**
   * Tokens that are computed in hardly more time than one, because the weights are read for all of
   * them at once.
   */
  private static final int MOST_TOGETHER = 8;

  /** Where the biases begin among a block's weights. */
  private static final int FIRST_BIAS = 8;

  private final Weights weights;
  private final ModelConfig config;
  private final Parts parts;
  private final NDManager manager;
  private final Kernels kernels;
  private final boolean packed;
  private final boolean aligned;
  private final int pageTokens;
  private final RotaryTable rotary;
  private final List<Kernels.Held> held = new ArrayList<>();
  private final List<Decoding> lanes = new ArrayList<>();
  private @Nullable List<Integer> threadCounts;
  private final long mostPages;
  private final Kernels.Held blocks;
  private final Kernels.Held packedBlocks;
  private final Kernels.Held packedHead;
  private final Kernels.Held adapters;
  private final PagePools pools;
  private final int[] dims;
  private final int mostTogether;

  /** What a network lends beside its weights. */
  @SuppressWarnings("ArrayRecordComponent") // One for each network, never compared.
  record Parts(Compute compute, NDArray mask, int[] dims, List<NDArray> adapters, double scale) {}

  /** Prepares a network for sampling with the weights it has. */
  public Decoding(Network network, int pageTokens) {
    this(network, pageTokens, 0, WeightFormat.COMPUTED);
  }

  /**
   * Prepares a network.
   *
   * <p>Of int8 weights the matrices of attention and everything in the first and the last block
   * stay as they are, as in Llama 3.
   *
   * @param pageTokens tokens of a page, a multiple of 16 so that rows of scores have no odd ends
   * @param mostPages pages that are expected at most; 0 if it is not known
   * @throws dev.herder.core.UserError if this machine has no exact products of such weights
   */
  public Decoding(Network network, int pageTokens, long mostPages, WeightFormat format) {
    if (pageTokens < 16 || pageTokens % 16 != 0) {
      throw new IllegalArgumentException("pages of " + pageTokens + " tokens");
    }
    this.pageTokens = pageTokens;
    this.mostPages = mostPages;
    weights = network.weights();
    config = network.config();
    parts = network.parts();
    manager = network.manager().newSubManager();
    NDArray sample = weights.block(0).get(2);
    Kernels special;
    int levels = 0;
    if (format == WeightFormat.INT8) {
      RowProduct.Int8 int8 = RowProduct.int8(manager, parts.compute, sample);
      special = int8.kernels();
      levels = int8.levels();
    } else {
      special = RowProduct.packed(manager, parts.compute, sample);
    }
    packed = special != null;
    kernels = special == null ? network.kernels() : special;
    // Two vectors of eight floats are the stride of the vectorised silu; a thread that begins
    // elsewhere would end with scalar values.
    aligned = config.intermediateSize() % (16 * parts.compute.threads()) == 0;
    rotary = new RotaryTable(Rotary.frequencies(config));
    List<NDArray> all = new ArrayList<>();
    List<NDArray> matrices = new ArrayList<>();
    boolean biased = false;
    for (int layer = 0; layer < config.layers(); layer++) {
      List<NDArray> block = weights.block(layer);
      all.addAll(block);
      matrices.addAll(block.subList(0, 4));
      biased |= anyPresent(block.subList(FIRST_BIAS, block.size()));
    }
    int dtype = parts.compute.precision().code();
    pools =
        new PagePools(kernels, manager, config, pageTokens, mostPages, dtype, weights.finalNorm());
    blocks = hold("same", all);
    packedBlocks = hold("pack_weights", matrices, blockLevels(config.layers(), levels));
    packedHead = hold("pack_weights", List.of(weights.head()), new int[] {levels});
    adapters = hold("same", parts.adapters);
    dims = Arrays.copyOf(parts.dims, parts.dims.length + 2);
    dims[parts.dims.length] = anyPresent(parts.adapters) ? 1 : 0;
    dims[parts.dims.length + 1] = biased ? 1 : 0;
    mostTogether = together();
  }

  /**
   * Tokens of one sample that a step may compute at once, at most: on a processor several only
   * where that changes no bit of any. With fewer than four rows a product of float32 takes another
   * route, so there it takes four heads of queries to each of keys.
   */
  private int together() {
    boolean alike =
        parts.compute.device().isGpu()
            || kernels.truth(
                "tokens_independent", weights.embedding(), dims, pageTokens, MOST_TOGETHER);
    return alike ? MOST_TOGETHER : 1;
  }

  private static boolean anyPresent(List<NDArray> arrays) {
    return arrays.stream().anyMatch(array -> array.size() > 0);
  }

  /** A lane beside another: the same weights, with pages of its own. */
  private Decoding(Decoding other, long mostPages) {
    this.mostPages = mostPages;
    pageTokens = other.pageTokens;
    weights = other.weights;
    config = other.config;
    parts = other.parts;
    manager = other.manager.newSubManager();
    kernels = other.kernels;
    packed = other.packed;
    aligned = other.aligned;
    rotary = new RotaryTable(Rotary.frequencies(config));
    blocks = other.blocks;
    packedBlocks = other.packedBlocks;
    packedHead = other.packedHead;
    adapters = other.adapters;
    dims = other.dims;
    mostTogether = other.mostTogether;
    threadCounts = other.threadCounts();
    int dtype = parts.compute.precision().code();
    pools =
        new PagePools(kernels, manager, config, pageTokens, mostPages, dtype, weights.finalNorm());
  }

  /**
   * This network and others that share its weights and have pages of their own, each of which a
   * thread of its own may use: as many as {@link Compute#lanes} says, or this one alone where the
   * number of threads changes bits or there is a GPU. They are closed with this one.
   */
  public List<Decoding> lanes() {
    int count = packed && threadCounts().contains(1) ? parts.compute.lanes() : 1;
    while (lanes.size() < count - 1) {
      lanes.add(new Decoding(this, mostPages / count));
    }
    List<Decoding> all = new ArrayList<>(List.of(this));
    all.addAll(lanes);
    return all;
  }

  /**
   * Numbers of threads with which an operation gives the same bits, in falling order; the first is
   * that of {@link Compute#threads}.
   */
  public List<Integer> threadCounts() {
    List<Integer> counts = threadCounts;
    if (counts == null) {
      counts = packed ? sameThreads() : List.of(parts.compute.threads());
      threadCounts = counts;
    }
    return counts;
  }

  private List<Integer> sameThreads() {
    List<RowProduct.Matrix> matrices =
        List.of(
            new RowProduct.Matrix(weights.block(0).get(0), packedBlocks, 0),
            new RowProduct.Matrix(weights.block(0).get(3), packedBlocks, 3),
            new RowProduct.Matrix(weights.head(), packedHead, 0));
    return RowProduct.sameThreads(kernels, manager, parts.compute, matrices);
  }

  private Kernels.Held hold(String kernel, Object... arguments) {
    Kernels.Held value = kernels.held(kernel, arguments);
    held.add(value);
    return value;
  }

  /** For each matrix of each block its largest weight as int8, or 0 where it stays as it is. */
  private static int[] blockLevels(int layers, int levels) {
    int[] all = new int[4 * layers];
    for (int layer = 1; layer < layers - 1; layer++) {
      all[4 * layer + 2] = levels;
      all[4 * layer + 3] = levels;
    }
    return all;
  }

  /** Whether products run on packed weights. */
  public boolean packed() {
    return packed;
  }

  public ModelConfig config() {
    return config;
  }

  /** Whether attention to a page comes out alike among the pages of prompts and of samples. */
  public boolean pagesAlike() {
    return mostTogether > 1;
  }

  /** Tokens of one sample that a step may compute at once, at most. */
  public int mostTogether() {
    return mostTogether;
  }

  /** Tokens of a page. */
  public int pageTokens() {
    return pageTokens;
  }

  /** Bytes of the keys and values of one page in all blocks. */
  public static long pageBytes(ModelConfig config, Compute compute, int pageTokens) {
    return 2L
        * config.layers()
        * config.keyValueHeads()
        * config.headDim()
        * pageTokens
        * compute.precision().bytes();
  }

  /** Makes room for pages numbered from 0; what is there stays. */
  public void reserve(int prompts, int samples) {
    pools.reserve(prompts, samples);
  }

  /**
   * Computes prompts and keeps their keys and values.
   *
   * @param batch one root segment for each prompt
   * @param slots for each token its page times the tokens of a page, plus its place in the page
   * @param last the rows that are wanted
   * @param shared whether pages are those of prompts, not of samples
   * @return the residual stream of those rows after the last block, one array [1, hidden] each, in
   *     {@code scope}
   */
  public List<NDArray> prefill(
      NDManager scope, PackedBatch batch, int[] slots, int[] last, boolean shared) {
    try (NDManager own = manager.newSubManager()) {
      NDArray[] turns = rotary.of(own, batch.positions());
      NDArray x =
          kernels.array(
              own,
              "prefill",
              longs(own, batch.ids()),
              weights.embedding(),
              blocks,
              packedBlocks,
              adapters,
              parts.scale,
              turns[0],
              turns[1],
              pools.argument(),
              shared ? 0 : 1,
              own.create(rows(slots, shared ? pools.promptValues() : pools.sampleValues())),
              batch.spans(),
              parts.mask,
              dims,
              config.rmsNormEps(),
              aligned);
      List<NDArray> rows = new ArrayList<>();
      for (int row : last) {
        rows.add(kernels.array(scope, "rows_of", List.of(x), longs(own, new int[] {row})));
      }
      return rows;
    }
  }

  /**
   * Computes tokens of several sequences and keeps their keys and values.
   *
   * @param ids as many of each sequence as {@code view} says, in its order
   * @return the residual stream after the last block, [tokens, hidden], in {@code scope}
   */
  public NDArray decode(NDManager scope, int[] ids, int[] positions, PageView view) {
    try (NDManager own = manager.newSubManager()) {
      NDArray[] turns = rotary.of(own, positions);
      StepPlan plan = new StepPlan(view, dims[0], dims[1], pageTokens);
      return kernels.array(
          scope,
          "decode",
          longs(own, ids),
          weights.embedding(),
          blocks,
          packedBlocks,
          adapters,
          parts.scale,
          turns[0],
          turns[1],
          pools.views(plan.promptPages(), plan.samplePages()),
          plan.arrays(own, pools.sampleValues()),
          plan.lanes(),
          plan.ownLanes(),
          dims,
          config.rmsNormEps(),
          aligned);
    }
  }

  /** Copies pages of prompts to pages of samples. */
  public void copyPages(int[] from, int[] to) {
    copyPages(0, from, 1, to);
  }

  /** Moves pages of prompts ({@code shared}) or of samples, all at the same time. */
  public void movePages(boolean shared, int[] from, int[] to) {
    int kind = shared ? 0 : 1;
    copyPages(kind, from, kind, to);
  }

  private void copyPages(int sourceKind, int[] from, int kind, int[] to) {
    try (NDManager own = manager.newSubManager()) {
      kernels.run(
          "copy_pages", pools.argument(), sourceKind, longs(own, from), kind, longs(own, to));
    }
  }

  /**
   * Drawn tokens.
   *
   * @param ids token ids
   * @param logProbs their log-probabilities at temperature 1, without filters or penalty
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; one for each step.
  public record Drawn(int[] ids, float[] logProbs) {}

  /**
   * Draws the next tokens.
   *
   * @param states residual streams, [any, hidden] each
   * @param rows for each draw its row in the states, taken one after another
   * @param u for each draw a number in [0, 1)
   * @param seen for each draw the tokens that the repetition penalty counts; ignored without one
   */
  public Drawn draw(
      List<NDArray> states, int[] rows, double[] u, List<int[]> seen, Sampling sampling) {
    int[] ids = new int[rows.length];
    float[] logProbs = new float[rows.length];
    try (NDManager own = manager.newSubManager()) {
      NDArray x = kernels.array(own, "rows_of", states, longs(own, rows));
      for (int first = 0; first < rows.length; first += HEAD_ROWS) {
        int end = Math.min(first + HEAD_ROWS, rows.length);
        List<NDArray> drawn =
            kernels.arrays(
                own,
                "next_tokens",
                x,
                first,
                end - first,
                weights.finalNorm(),
                weights.head(),
                packedHead,
                config.rmsNormEps(),
                own.create(Arrays.copyOfRange(u, first, end)),
                penalised(own, seen.subList(first, end), sampling),
                sampling.temperature(),
                sampling.topK(),
                sampling.topP(),
                sampling.minP(),
                sampling.repetitionPenalty());
        long[] chunk = drawn.get(0).toLongArray();
        for (int i = first; i < end; i++) {
          ids[i] = (int) chunk[i - first];
        }
        System.arraycopy(drawn.get(1).toFloatArray(), 0, logProbs, first, end - first);
      }
    }
    return new Drawn(ids, logProbs);
  }

  /** Next-token logits of residual streams, [rows, vocabulary] float32, in {@code scope}. */
  public NDArray logits(NDManager scope, NDArray states) {
    return kernels.array(
        scope,
        "next_logits",
        states,
        weights.finalNorm(),
        weights.head(),
        packedHead,
        config.rmsNormEps());
  }

  /** Log-probabilities of a batch's targets as a sampler computes them, [targets]. */
  public float[] logProbs(PackedBatch batch) {
    int[] targets = batch.targetIds();
    float[] logProbs = new float[targets.length];
    reserve((batch.tokens() + pageTokens - 1) / pageTokens, 0);
    int[] slots = IntStream.range(0, batch.tokens()).toArray();
    try (NDManager own = manager.newSubManager()) {
      List<NDArray> states = prefill(own, batch, slots, batch.targetRows(), true);
      for (int first = 0; first < targets.length; first += HEAD_ROWS) {
        int end = Math.min(first + HEAD_ROWS, targets.length);
        float[] some =
            kernels
                .array(
                    own,
                    "target_log_probs",
                    states.subList(first, end),
                    longs(own, Arrays.copyOfRange(targets, first, end)),
                    weights.finalNorm(),
                    weights.head(),
                    packedHead,
                    config.rmsNormEps())
                .toFloatArray();
        System.arraycopy(some, 0, logProbs, first, some.length);
      }
    }
    return logProbs;
  }

  private static NDArray penalised(NDManager scope, List<int[]> seen, Sampling sampling) {
    if (sampling.repetitionPenalty() == 1) {
      return scope.create(new long[0]);
    }
    int most = seen.stream().mapToInt(s -> s.length).max().orElse(0);
    long[] ids = new long[seen.size() * most];
    for (int i = 0; i < seen.size(); i++) {
      int[] own = seen.get(i);
      for (int j = 0; j < most; j++) {
        ids[i * most + j] = own[Math.min(j, own.length - 1)];
      }
    }
    return scope.create(ids, new Shape(seen.size(), most));
  }

  /**
   * Rows of [2, pages, heads, page], of each token those of its keys and then those of its values,
   * from page times tokens plus place.
   *
   * @param values rows from a token's keys to its values
   */
  private long[] rows(int[] slots, long values) {
    int heads = config.keyValueHeads();
    long[] rows = new long[slots.length * 2 * heads];
    for (int i = 0; i < slots.length; i++) {
      for (int h = 0; h < heads; h++) {
        long row = StepPlan.row(slots[i], h, heads, pageTokens);
        rows[2 * i * heads + h] = row;
        rows[(2 * i + 1) * heads + h] = values + row;
      }
    }
    return rows;
  }

  private static NDArray longs(NDManager scope, int[] values) {
    return scope.create(Arrays.stream(values).asLongStream().toArray());
  }

  /** The manager of the network's device, for the caller's own scopes. */
  public NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    lanes.forEach(lane -> lane.pools.close());
    held.forEach(Kernels.Held::close);
    pools.close();
    if (packed) {
      kernels.close();
    }
    manager.close();
  }
}
