package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.kernel.Kernels;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A low-rank adapter's tensors in one flat float32 buffer, and their gradients in another. */
public final class Adapter {
  private final LoraConfig spec;
  private final ModelConfig config;
  private final Map<String, ParameterLayout.Slot> slots = new LinkedHashMap<>();
  private final FlatParameters values;
  private final FlatParameters gradients;

  /** An adapter of zeros, owned by {@code manager}. */
  public Adapter(NDManager manager, Kernels kernels, ModelConfig config, LoraConfig spec) {
    this.spec = spec;
    this.config = config;
    long offset = 0;
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection p : spec.targetModules()) {
        offset = add(name(layer, p, 'A'), offset, spec.r(), p.inputs(config));
        offset = add(name(layer, p, 'B'), offset, p.outputs(config), spec.r());
      }
    }
    values = FlatParameters.zeros(manager, kernels, offset, 0);
    gradients = FlatParameters.zeros(manager, kernels, offset, 0);
  }

  private long add(String name, long offset, int rows, int columns) {
    slots.put(name, new ParameterLayout.Slot(name, true, offset, List.of(rows, columns)));
    return offset + (long) rows * columns;
  }

  /** The name of A or B of a layer as PEFT writes it. */
  public static String name(int layer, Projection projection, char side) {
    return "base_model.model."
        + ParameterLayout.prefix(layer)
        + projection.path()
        + ".lora_"
        + side
        + ".weight";
  }

  public LoraConfig spec() {
    return spec;
  }

  /** Every tensor by its name. */
  public Map<String, ParameterLayout.Slot> slots() {
    return slots;
  }

  /** The place of one tensor by its name. */
  public ParameterLayout.Slot slot(String name) {
    ParameterLayout.Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("no adapter tensor " + name);
    }
    return slot;
  }

  public FlatParameters values() {
    return values;
  }

  public FlatParameters gradients() {
    return gradients;
  }

  /**
   * Draws A from U(-1/sqrt(in), 1/sqrt(in)) and leaves B zero, as PEFT does, so that the adapted
   * model starts equal to the base.
   */
  public void initialise(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (ParameterLayout.Slot slot : slots.values()) {
      if (slot.name().contains(".lora_A.")) {
        double bound = 1 / Math.sqrt(slot.shape().get(1));
        float[] draw = new float[Math.toIntExact(slot.size())];
        for (int i = 0; i < draw.length; i++) {
          draw[i] = (float) random.nextDouble(-bound, bound);
        }
        values.write(slot, FloatBuffer.wrap(draw));
      }
    }
  }

  /** A and B of the seven projections of a block; {@code empty} where there is none. */
  List<NDArray> block(FlatParameters flat, int layer, NDArray empty) {
    List<NDArray> block = new ArrayList<>();
    for (Projection p : Projection.values()) {
      boolean present = spec.targetModules().contains(p);
      block.add(present ? flat.view(slot(name(layer, p, 'A'))) : empty);
      block.add(present ? flat.view(slot(name(layer, p, 'B'))) : empty);
    }
    return block;
  }

  /** Number of trained values. */
  public long size() {
    return slots.values().stream().mapToLong(ParameterLayout.Slot::size).sum();
  }

  public ModelConfig config() {
    return config;
  }
}
