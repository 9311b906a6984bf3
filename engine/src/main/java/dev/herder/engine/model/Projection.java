package dev.herder.engine.model;

/** The seven linear layers of a block, named as in Hugging Face checkpoints. */
public enum Projection {
  Q("self_attn.q_proj"),
  K("self_attn.k_proj"),
  V("self_attn.v_proj"),
  O("self_attn.o_proj"),
  GATE("mlp.gate_proj"),
  UP("mlp.up_proj"),
  DOWN("mlp.down_proj");

  private final String path;

  Projection(String path) {
    this.path = path;
  }

  /** The layer's path inside a block, for example {@code self_attn.q_proj}. */
  public String path() {
    return path;
  }

  /** The last part of the path, as adapters name their targets, for example {@code q_proj}. */
  public String module() {
    return path.substring(path.indexOf('.') + 1);
  }

  /** Outputs of the layer. */
  public int rows(ModelConfig c) {
    return switch (this) {
      case Q -> c.heads() * c.headDim();
      case K, V -> c.keyValueHeads() * c.headDim();
      case O, DOWN -> c.hiddenSize();
      case GATE, UP -> c.intermediateSize();
    };
  }

  /** Inputs of the layer. */
  public int columns(ModelConfig c) {
    return switch (this) {
      case Q, K, V, GATE, UP -> c.hiddenSize();
      case O -> c.heads() * c.headDim();
      case DOWN -> c.intermediateSize();
    };
  }

  /** Whether the layer has a bias. */
  public boolean bias(ModelConfig c) {
    return switch (this) {
      case Q, K, V -> c.attentionBias();
      case O -> c.attentionOutputBias();
      case GATE, UP, DOWN -> c.mlpBias();
    };
  }
}
