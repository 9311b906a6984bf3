package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.kernel.Kernels;
import dev.herder.engine.machine.Precision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights: the float32 master copy and, where matrix products run in another dtype, the
 * copy they read.
 */
public final class Weights {
  private final ModelConfig config;
  private final ParameterLayout layout;
  private final Kernels kernels;
  private final FlatParameters master;
  private final FlatParameters compute;
  private final NDArray empty;
  private final NDArray embedding;
  private final NDArray head;
  private final NDArray finalNorm;
  private final List<List<NDArray>> blocks = new ArrayList<>();

  /** Weights of a language model to be filled, owned by {@code manager}. */
  public Weights(NDManager manager, Kernels kernels, ModelConfig config, Precision precision) {
    this(manager, kernels, config, precision, true);
  }

  /**
   * Weights to be filled, owned by {@code manager}.
   *
   * @param languageHead whether the model gives next-token logits
   */
  public Weights(
      NDManager manager,
      Kernels kernels,
      ModelConfig config,
      Precision precision,
      boolean languageHead) {
    this.config = config;
    this.kernels = kernels;
    layout = new ParameterLayout(config, languageHead);
    empty = manager.zeros(new Shape(0), DataType.FLOAT32);
    master = FlatParameters.unfilled(manager, kernels, layout.matrices(), layout.vectors(), empty);
    compute =
        precision == Precision.FLOAT32
            ? master
            : master.withMatrices(
                kernels.array(manager, "cast", master.matrices(), precision.code()));
    embedding = compute.view(layout.slot(ParameterLayout.EMBEDDING));
    head = languageHead ? compute.view(layout.slot(headName())) : empty;
    finalNorm = master.view(layout.slot(ParameterLayout.FINAL_NORM));
    for (int layer = 0; layer < config.layers(); layer++) {
      blocks.add(block(compute, layer));
    }
  }

  public ModelConfig config() {
    return config;
  }

  public ParameterLayout layout() {
    return layout;
  }

  /** The float32 master copy: what is loaded, trained and saved. */
  public FlatParameters master() {
    return master;
  }

  /** Brings the copy that matrix products read up to date with the master. */
  public void refresh() {
    if (compute.matrices() != master.matrices()) {
      kernels.run("copy_", compute.matrices(), master.matrices());
    }
  }

  /** Adds an adapter to the master copy: W += scale B A, and refreshes. */
  public void merge(Adapter adapter) {
    for (ParameterLayout.Slot a : adapter.slots().values()) {
      if (a.name().endsWith(".lora_A.weight")) {
        String module = a.name().substring("base_model.model.".length()).replace(".lora_A.", ".");
        ParameterLayout.Slot b = adapter.slot(a.name().replace(".lora_A.", ".lora_B."));
        try (NDArray weight = master.view(layout.slot(module));
            NDArray low = adapter.values().view(a);
            NDArray high = adapter.values().view(b)) {
          kernels.run("merge_adapter", weight, low, high, adapter.spec().scale());
        }
      }
    }
    refresh();
  }

  /** The twelve tensors of a block, as the layer kernel takes them. */
  List<NDArray> block(int layer) {
    return blocks.get(layer);
  }

  /** The twelve views of a block in any buffer of this layout; null stands for no gradients. */
  List<NDArray> block(@Nullable FlatParameters flat, int layer) {
    List<NDArray> block = new ArrayList<>();
    for (List<ParameterLayout.Slot> slot : layout.block(layer, config)) {
      block.add(flat == null || slot.isEmpty() ? empty : flat.view(slot.get(0)));
    }
    return block;
  }

  NDArray embedding() {
    return embedding;
  }

  NDArray head() {
    return head;
  }

  String headName() {
    return config.tieWordEmbeddings() ? ParameterLayout.EMBEDDING : ParameterLayout.HEAD;
  }

  NDArray finalNorm() {
    return finalNorm;
  }

  NDArray empty() {
    return empty;
  }
}
