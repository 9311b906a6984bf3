package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.kernel.Kernels;
import dev.herder.engine.machine.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights: the float32 master copy and, where matrix products run in another dtype, the
 * copy they read. Where nothing changes the weights that copy is all there is.
 */
public final class Weights {
  private final ModelConfig config;
  private final ParameterLayout layout;
  private final Kernels kernels;
  private final @Nullable FlatParameters master;
  private final FlatParameters compute;
  private final NDArray empty;
  private final NDArray embedding;
  private final NDArray head;
  private final NDArray finalNorm;
  private final List<List<NDArray>> blocks = new ArrayList<>();

  /** Gives values from where the weights were loaded. */
  public interface Origin {
    /**
     * A parameter in float32 and its own shape.
     *
     * @param scope owns what is returned
     */
    NDArray read(NDManager scope, ParameterLayout.Slot slot) throws IOException;
  }

  /** Weights of a language model to be filled and changed, owned by {@code manager}. */
  public Weights(NDManager manager, Kernels kernels, ModelConfig config, Precision precision) {
    this(manager, kernels, config, precision, true, true);
  }

  /**
   * Weights to be filled, owned by {@code manager}.
   *
   * @param languageHead whether the model gives next-token logits
   * @param master whether there is a float32 copy of the matrices though products have another
   *     dtype
   */
  public Weights(
      NDManager manager,
      Kernels kernels,
      ModelConfig config,
      Precision precision,
      boolean languageHead,
      boolean master) {
    this.config = config;
    this.kernels = kernels;
    layout = new ParameterLayout(config, languageHead);
    empty = manager.zeros(new Shape(0), DataType.FLOAT32);
    FlatParameters products =
        FlatParameters.unfilled(
            manager, kernels, layout.matrices(), layout.vectors(), precision, empty);
    compute = products;
    if (precision == Precision.FLOAT32) {
      this.master = products;
    } else {
      long[] size = {layout.matrices()};
      this.master =
          master
              ? products.withMatrices(
                  kernels.array(manager, "tensor", size, Precision.FLOAT32.code(), empty))
              : null;
    }
    embedding = compute.view(layout.slot(ParameterLayout.EMBEDDING));
    head = languageHead ? compute.view(layout.slot(headName())) : empty;
    finalNorm = compute.view(layout.slot(ParameterLayout.FINAL_NORM));
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

  /**
   * The float32 master copy: what is trained and saved.
   *
   * @throws IllegalStateException if there is none, because nothing was to change the weights
   */
  public FlatParameters master() {
    if (master == null) {
      throw new IllegalStateException(
          "these weights are there in the dtype of the products alone; load the model with"
              + " CausalLm.Options.values to read or change them");
    }
    return master;
  }

  /** What is filled when weights are loaded: the master copy, or that of the products. */
  public FlatParameters loaded() {
    return master == null ? compute : master;
  }

  /** Brings the copy that matrix products read up to date with the master. */
  public void refresh() {
    if (master != null && compute != master) {
      kernels.run("copy_", compute.matrices(), master.matrices());
    }
  }

  /**
   * Adds an adapter: W += scale B A, in float32.
   *
   * @param origin gives W where there is no master copy of it
   */
  public void merge(Adapter adapter, Origin origin) throws IOException {
    for (ParameterLayout.Slot a : adapter.slots().values()) {
      if (a.name().endsWith(".lora_A.weight")) {
        String module = a.name().substring("base_model.model.".length()).replace(".lora_A.", ".");
        ParameterLayout.Slot b = adapter.slot(a.name().replace(".lora_A.", ".lora_B."));
        ParameterLayout.Slot slot = layout.slot(module);
        try (NDManager scope = compute.matrices().getManager().newSubManager();
            NDArray low = adapter.values().view(a);
            NDArray high = adapter.values().view(b);
            NDArray products = compute.view(slot)) {
          NDArray weight = master == null ? origin.read(scope, slot) : master.view(slot);
          weight.attach(scope);
          kernels.run("merge_adapter", weight, low, high, adapter.spec().scale());
          if (compute != master) {
            kernels.run("copy_", products, weight);
          }
        }
      }
    }
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
