package dev.herder.engine.architecture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each parameter lies in the two flat buffers of a model: matrices (with weight decay) and
 * vectors (norm gains and biases, without).
 *
 * <p>Query, key and value projections of a block are neighbours, and so are gate and up, so that
 * each group is one matrix product. Names are those of a Hugging Face checkpoint.
 */
public final class ParameterLayout {
  public static final String EMBEDDING = "model.embed_tokens.weight";
  public static final String HEAD = "lm_head.weight";
  public static final String FINAL_NORM = "model.norm.weight";

  /**
   * One parameter.
   *
   * @param name its name in a checkpoint
   * @param matrix whether it lies in the buffer of matrices (else vectors)
   * @param offset its first element
   * @param shape its sizes, one or two
   */
  public record Slot(String name, boolean matrix, long offset, List<Integer> shape) {
    public Slot {
      shape = List.copyOf(shape);
    }

    /** Its sizes, as arrays have them. */
    public long[] sizes() {
      return shape.stream().mapToLong(Integer::longValue).toArray();
    }

    /** Number of elements. */
    public long size() {
      long size = 1;
      for (int s : shape) {
        size = Math.multiplyExact(size, (long) s);
      }
      return size;
    }
  }

  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private long matrices;
  private long vectors;

  /** The parameters of a language model. */
  public ParameterLayout(ModelConfig c) {
    this(c, true);
  }

  /**
   * The parameters of a model.
   *
   * @param languageHead whether a head of its own gives next-token logits, where it is not tied
   */
  public ParameterLayout(ModelConfig c, boolean languageHead) {
    add(EMBEDDING, c.vocabSize(), c.hiddenSize());
    for (int layer = 0; layer < c.layers(); layer++) {
      for (Projection p : Projection.values()) {
        add(weight(layer, p), p.outputs(c), p.inputs(c));
      }
    }
    if (languageHead && !c.tieWordEmbeddings()) {
      add(HEAD, c.vocabSize(), c.hiddenSize());
    }
    for (int layer = 0; layer < c.layers(); layer++) {
      add(prefix(layer) + "input_layernorm.weight", c.hiddenSize());
      add(prefix(layer) + "post_attention_layernorm.weight", c.hiddenSize());
      if (c.queryKeyNorm()) {
        add(prefix(layer) + "self_attn.q_norm.weight", c.headDim());
        add(prefix(layer) + "self_attn.k_norm.weight", c.headDim());
      }
      for (Projection p : Projection.values()) {
        if (p.bias(c)) {
          add(prefix(layer) + p.path() + ".bias", p.outputs(c));
        }
      }
    }
    add(FINAL_NORM, c.hiddenSize());
  }

  public static String prefix(int layer) {
    return "model.layers." + layer + ".";
  }

  public static String weight(int layer, Projection projection) {
    return prefix(layer) + projection.path() + ".weight";
  }

  private void add(String name, Integer... shape) {
    boolean matrix = shape.length == 2;
    Slot slot = new Slot(name, matrix, matrix ? matrices : vectors, List.of(shape));
    slots.put(name, slot);
    if (matrix) {
      matrices += slot.size();
    } else {
      vectors += slot.size();
    }
  }

  /** Every parameter by its name, in the order of the buffers. */
  public Map<String, Slot> slots() {
    return Collections.unmodifiableMap(slots);
  }

  public Slot slot(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("no parameter " + name);
    }
    return slot;
  }

  public boolean has(String name) {
    return slots.containsKey(name);
  }

  /** Elements of the buffer of matrices. */
  public long matrices() {
    return matrices;
  }

  /** Elements of the buffer of vectors. */
  public long vectors() {
    return vectors;
  }

  /** Number of parameters. */
  public long size() {
    return matrices + vectors;
  }

  /** One slot that spans neighbours: {@code first} to {@code last} stacked row on row. */
  Slot stacked(String first, String last) {
    Slot a = slot(first);
    Slot z = slot(last);
    if (a.shape().size() == 1) {
      int size = Math.toIntExact(z.offset() + z.size() - a.offset());
      return new Slot(first, false, a.offset(), List.of(size));
    }
    int columns = a.shape().get(1);
    int rows = Math.toIntExact((z.offset() + z.size() - a.offset()) / columns);
    return new Slot(first, true, a.offset(), List.of(rows, columns));
  }

  /**
   * The twelve tensors of a block in the order the layer kernel takes them; absent ones are null in
   * the architecture and given as an empty list here.
   */
  public List<List<Slot>> block(int layer, ModelConfig c) {
    String p = prefix(layer);
    List<List<Slot>> block = new ArrayList<>();
    block.add(List.of(stacked(weight(layer, Projection.QUERY), weight(layer, Projection.VALUE))));
    block.add(List.of(slot(weight(layer, Projection.OUTPUT))));
    block.add(List.of(stacked(weight(layer, Projection.GATE), weight(layer, Projection.UP))));
    block.add(List.of(slot(weight(layer, Projection.DOWN))));
    block.add(List.of(slot(p + "input_layernorm.weight")));
    block.add(List.of(slot(p + "post_attention_layernorm.weight")));
    block.add(optional(c.queryKeyNorm(), p + "self_attn.q_norm.weight", ""));
    block.add(optional(c.queryKeyNorm(), p + "self_attn.k_norm.weight", ""));
    block.add(
        optional(c.attentionBias(), p + "self_attn.q_proj.bias", p + "self_attn.v_proj.bias"));
    block.add(optional(c.attentionOutputBias(), p + "self_attn.o_proj.bias", ""));
    block.add(optional(c.mlpBias(), p + "mlp.gate_proj.bias", p + "mlp.up_proj.bias"));
    block.add(optional(c.mlpBias(), p + "mlp.down_proj.bias", ""));
    return block;
  }

  private List<Slot> optional(boolean present, String first, String last) {
    if (!present) {
      return List.of();
    }
    return List.of(last.isEmpty() ? slot(first) : stacked(first, last));
  }
}
