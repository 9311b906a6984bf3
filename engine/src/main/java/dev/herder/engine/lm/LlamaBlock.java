package dev.herder.engine.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.architecture.Rotary;
import dev.herder.engine.kernel.Kernels;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model as a DJL block: token ids in, logits out, differentiable by DJL's own means, so that
 * DJL's {@code Trainer}, {@code Predictor} and losses work with it.
 *
 * <p>Input: ids, [batch, length] int64 or int32. Output: logits, [batch, length, vocabulary]
 * float32. Rows are causal sequences of one length, without padding. Parameters have the names of a
 * Hugging Face checkpoint. {@link TrainRun} is several times faster; this block is for programs
 * that are built on DJL.
 */
public final class LlamaBlock extends AbstractBlock {
  private static final byte VERSION = 1;

  private final ModelConfig config;
  private final ParameterLayout layout;
  private final Kernels kernels;

  /**
   * A block without values; {@code initialize} draws them, or {@link #load} takes a model's.
   *
   * @param kernels loaded kernels; must outlive the block
   */
  public LlamaBlock(ModelConfig config, Kernels kernels) {
    super(VERSION);
    this.config = config;
    this.kernels = kernels;
    layout = new ParameterLayout(config);
    for (ParameterLayout.Slot slot : layout.slots().values()) {
      addParameter(
          Parameter.builder()
              .setName(slot.name())
              .setType(
                  slot.matrix()
                      ? Parameter.Type.WEIGHT
                      : slot.name().endsWith(".bias") ? Parameter.Type.BIAS : Parameter.Type.GAMMA)
              .optShape(shape(slot))
              .build());
    }
  }

  private static Shape shape(ParameterLayout.Slot slot) {
    return new Shape(slot.sizes());
  }

  /**
   * Takes a copy of a model's weights, which lives in {@code manager}.
   *
   * @param model loaded with {@link CausalLm.Options#values}, or in float32
   * @throws IllegalStateException if it was not
   */
  public void load(NDManager manager, CausalLm model) {
    for (ParameterLayout.Slot slot : layout.slots().values()) {
      NDArray copy =
          manager.create(model.weights().master().read(slot), shape(slot), DataType.FLOAT32);
      set(slot.name(), copy);
    }
  }

  /** Gives a parameter its value. */
  public void set(String name, NDArray value) {
    Parameter parameter = getDirectParameters().get(name);
    // DJL takes either a shape, to draw values for, or an array.
    parameter.setShape(null);
    parameter.setArray(value);
  }

  /**
   * Writes the block's values back into a model of the same shape, to be saved with it.
   *
   * @param model loaded with {@link CausalLm.Options#values}, or in float32
   * @throws IllegalStateException if it was not
   */
  public void store(CausalLm model) {
    for (ParameterLayout.Slot slot : layout.slots().values()) {
      NDArray array = getDirectParameters().get(slot.name()).getArray();
      model
          .weights()
          .master()
          .write(slot, array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer());
    }
    model.weights().refresh();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> parameters) {
    NDArray ids = inputs.singletonOrThrow();
    NDManager scope = ids.getManager();
    NDArray empty = scope.zeros(new Shape(0), DataType.FLOAT32);
    List<NDArray> weights = new ArrayList<>();
    weights.add(value(store, ids, training, ParameterLayout.EMBEDDING));
    weights.add(
        value(
            store,
            ids,
            training,
            config.tieWordEmbeddings() ? ParameterLayout.EMBEDDING : ParameterLayout.HEAD));
    weights.add(value(store, ids, training, ParameterLayout.FINAL_NORM));
    for (int layer = 0; layer < config.layers(); layer++) {
      for (String name : names("model.layers." + layer + ".")) {
        weights.add(layout.has(name) ? value(store, ids, training, name) : empty);
      }
    }
    NDList arguments = new NDList();
    arguments.add(unnamed(ids.toType(DataType.INT64, false)));
    for (NDArray weight : weights) {
      weight.setName("w[]");
      arguments.add(weight);
    }
    arguments.add(unnamed(scope.create(Rotary.frequencies(config))));
    arguments.add(
        unnamed(
            scope.create(
                new float[] {
                  config.heads(), config.keyValueHeads(), config.headDim(), config.layers()
                })));
    arguments.add(unnamed(scope.create(new float[] {(float) config.rmsNormEps()})));
    return kernels.differentiable("logits", arguments);
  }

  private static NDArray unnamed(NDArray array) {
    array.setName("");
    return array;
  }

  private static List<String> names(String prefix) {
    List<String> names = new ArrayList<>();
    for (Projection p : Projection.values()) {
      names.add(prefix + p.path() + ".weight");
    }
    names.add(prefix + "input_layernorm.weight");
    names.add(prefix + "post_attention_layernorm.weight");
    names.add(prefix + "self_attn.q_norm.weight");
    names.add(prefix + "self_attn.k_norm.weight");
    for (Projection p : Projection.values()) {
      names.add(prefix + p.path() + ".bias");
    }
    return names;
  }

  private NDArray value(ParameterStore store, NDArray ids, boolean training, String name) {
    Parameter parameter = getDirectParameters().get(name);
    return store.getValue(parameter, ids.getDevice(), training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0].add(config.vocabSize())};
  }
}
