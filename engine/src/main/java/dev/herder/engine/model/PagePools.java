package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pages of keys and values: for each block those of prompts and those of samples, each [2, pages,
 * keyValueHeads, tokens, headDim], keys before values. They are filled with zeros when they are
 * first reserved.
 *
 * <p>Room is asked for before it is used. A processor's memory is only there once it is written, so
 * a pool soon gets the room of all pages there may ever be: growing in small steps would leave
 * holes of all sizes behind.
 */
final class PagePools implements AutoCloseable {
  /** A batched product of one page takes another route than one of several. */
  static final int LEAST_PAGES = 4;

  /** A pool of more than this part of all pages gets room for all of them. */
  private static final int SMALL_PART = 16;

  private final Kernels kernels;
  private final NDManager manager;
  private final boolean lazy;
  private final long mostPages;
  private final List<NDArray> pools = new ArrayList<>();
  private final Pool prompts;
  private final Pool samples;
  private final int pageRows;
  private Kernels.@Nullable Held held;
  private @Nullable Views views;

  /** Numbers of pages: those that there is room for, and those in use, which come first. */
  private static final class Pool {
    private final int kind;
    private int room;
    private int used;

    Pool(int kind) {
      this.kind = kind;
    }
  }

  /** What a step sees of so many pages. */
  private record Views(int prompts, int samples, Kernels.Held held) {}

  /**
   * No pages yet, owned by {@code manager}.
   *
   * @param mostPages pages of either kind that are expected at most
   */
  PagePools(
      Kernels kernels,
      NDManager manager,
      ModelConfig config,
      int pageTokens,
      long mostPages,
      int dtype,
      NDArray like) {
    this.kernels = kernels;
    this.manager = manager;
    this.mostPages = mostPages;
    lazy = !manager.getDevice().isGpu();
    prompts = new Pool(0);
    samples = new Pool(1);
    pageRows = config.keyValueHeads() * pageTokens;
    long[] sizes = {2, 0, config.keyValueHeads(), pageTokens, config.headDim()};
    for (int i = 0; i < 2 * config.layers(); i++) {
      pools.add(kernels.array(manager, "tensor", sizes, dtype, like));
    }
  }

  /** Makes room for pages numbered from 0; what is there stays. */
  void reserve(int promptPages, int samplePages) {
    int wantedPrompts = Math.max(promptPages, LEAST_PAGES);
    int wantedSamples = Math.max(samplePages, LEAST_PAGES);
    grow(prompts, wantedPrompts);
    grow(samples, wantedSamples);
    if (held == null) {
      held = kernels.held("same", pools);
    }
    use(prompts, wantedPrompts);
    use(samples, wantedSamples);
  }

  private void grow(Pool pool, int wanted) {
    if (wanted <= pool.room) {
      return;
    }
    release();
    int room = room(pool.room, wanted);
    for (int i = 0; i < pools.size(); i++) {
      if (i % 2 == pool.kind) {
        NDArray old = pools.get(i);
        pools.set(i, kernels.array(manager, "grown", old, pool.used, room));
        old.close();
      }
    }
    pool.room = room;
  }

  private int room(int now, int wanted) {
    if (!lazy) {
      return Math.max(wanted, now + now / 4);
    }
    long doubled = Math.max(wanted, 2L * now);
    long room = doubled * SMALL_PART > mostPages ? Math.max(wanted, mostPages) : doubled;
    return (int) Math.min(room, Integer.MAX_VALUE);
  }

  private void use(Pool pool, int wanted) {
    if (wanted <= pool.used) {
      return;
    }
    int end = Math.min(pool.room, Math.max(wanted, pool.used + pool.used / 16 + 8));
    kernels.run("clear_pages", argument(), pool.kind, pool.used, end);
    pool.used = end;
  }

  /** Rows of [2, pages, keyValueHeads, tokens] from a token's keys to its values, of prompts. */
  long promptValues() {
    return (long) prompts.room * pageRows;
  }

  /** Rows of [2, pages, keyValueHeads, tokens] from a token's keys to its values, of samples. */
  long sampleValues() {
    return (long) samples.room * pageRows;
  }

  /** What a step with so many pages needs of all pools, as a kernel's argument. */
  Kernels.Held views(int promptPages, int samplePages) {
    Views known = views;
    if (known != null && known.prompts == promptPages && known.samples == samplePages) {
      return known.held;
    }
    if (known != null) {
      known.held.close();
    }
    Kernels.Held made = kernels.held("page_views", argument(), promptPages, samplePages);
    views = new Views(promptPages, samplePages, made);
    return made;
  }

  private void release() {
    if (held != null) {
      held.close();
      held = null;
    }
    if (views != null) {
      views.held.close();
      views = null;
    }
  }

  /** All pools as a kernel's argument. */
  Kernels.Held argument() {
    if (held == null) {
      throw new IllegalStateException("no pages were reserved");
    }
    return held;
  }

  @Override
  public void close() {
    release();
    pools.forEach(NDArray::close);
  }
}
