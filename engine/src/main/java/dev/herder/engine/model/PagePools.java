package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pages of keys and values: for each block those of prompts (keys, values) and of samples (keys,
 * values), each [pages, keyValueHeads, tokens, headDim]. They grow as pages are needed and are
 * filled with zeros at first.
 */
final class PagePools implements AutoCloseable {
  /** A batched product of one page takes another route than one of several. */
  static final int LEAST_PAGES = 4;

  private final Kernels kernels;
  private final NDManager manager;
  private final List<NDArray> pools = new ArrayList<>();
  private Kernels.@Nullable Held held;
  private int promptPages;
  private int samplePages;

  /** No pages yet, owned by {@code manager}. */
  PagePools(
      Kernels kernels,
      NDManager manager,
      ModelConfig config,
      int pageTokens,
      int dtype,
      NDArray like) {
    this.kernels = kernels;
    this.manager = manager;
    long[] sizes = {0, config.keyValueHeads(), pageTokens, config.headDim()};
    for (int i = 0; i < 4 * config.layers(); i++) {
      pools.add(kernels.array(manager, "tensor", sizes, dtype, like));
    }
  }

  /** Makes room for pages numbered from 0; what is there stays. */
  void reserve(int prompts, int samples) {
    int nextPrompts = next(promptPages, Math.max(prompts, LEAST_PAGES));
    int nextSamples = next(samplePages, Math.max(samples, LEAST_PAGES));
    if (nextPrompts == promptPages && nextSamples == samplePages) {
      return;
    }
    if (held != null) {
      held.close();
      held = null;
    }
    for (int i = 0; i < pools.size(); i++) {
      boolean ofPrompts = i % 4 < 2;
      if (ofPrompts ? nextPrompts > promptPages : nextSamples > samplePages) {
        NDArray old = pools.get(i);
        int pages = ofPrompts ? nextPrompts : nextSamples;
        pools.set(i, kernels.array(manager, "grown", old, pages));
        old.close();
      }
    }
    promptPages = nextPrompts;
    samplePages = nextSamples;
    held = kernels.held("same", pools);
  }

  private static int next(int now, int wanted) {
    return wanted <= now ? now : Math.max(wanted, now + now / 4);
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
    if (held != null) {
      held.close();
    }
    pools.forEach(NDArray::close);
  }
}
