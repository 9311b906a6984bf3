package dev.herder.engine.architecture;

import java.util.Arrays;
import java.util.Optional;

/**
 * The seven linear maps of a transformer block; their weights are stored {@code [outputs, inputs]}.
 */
public enum Projection {
  QUERY("self_attn.q_proj"),
  KEY("self_attn.k_proj"),
  VALUE("self_attn.v_proj"),
  OUTPUT("self_attn.o_proj"),
  GATE("mlp.gate_proj"),
  UP("mlp.up_proj"),
  DOWN("mlp.down_proj");

  private final String path;

  Projection(String path) {
    this.path = path;
  }

  /** Its name below the layer, such as {@code self_attn.q_proj}. */
  public String path() {
    return path;
  }

  /** The last part of its name, such as {@code q_proj}, by which PEFT's settings call it. */
  public String module() {
    return path.substring(path.indexOf('.') + 1);
  }

  /** The projection with that {@link #module}, if there is one. */
  public static Optional<Projection> ofModule(String module) {
    return Arrays.stream(values()).filter(p -> p.module().equals(module)).findFirst();
  }

  /** Width of what it takes. */
  public int inputs(ModelConfig config) {
    return switch (this) {
      case QUERY, KEY, VALUE, GATE, UP -> config.hiddenSize();
      case OUTPUT -> config.heads() * config.headDim();
      case DOWN -> config.intermediateSize();
    };
  }

  /** Width of what it gives. */
  public int outputs(ModelConfig config) {
    return switch (this) {
      case QUERY -> config.heads() * config.headDim();
      case KEY, VALUE -> config.keyValueHeads() * config.headDim();
      case OUTPUT, DOWN -> config.hiddenSize();
      case GATE, UP -> config.intermediateSize();
    };
  }

  /** Whether it adds a bias. */
  public boolean bias(ModelConfig config) {
    return switch (this) {
      case QUERY, KEY, VALUE -> config.attentionBias();
      case OUTPUT -> config.attentionOutputBias();
      case GATE, UP, DOWN -> config.mlpBias();
    };
  }
}
