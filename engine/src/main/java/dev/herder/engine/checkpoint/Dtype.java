package dev.herder.engine.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/**
 * The element types of safetensors, in the order in which the format's Rust library ranks them.
 *
 * <p>A writer of that library puts tensors of later constants first, so the order matters.
 */
public enum Dtype {
  BOOL(8),
  F4(4),
  F6_E2M3(6),
  F6_E3M2(6),
  U8(8),
  I8(8),
  F8_E5M2(8),
  F8_E4M3(8),
  F8_E8M0(8),
  F8_E4M3FNUZ(8),
  F8_E5M2FNUZ(8),
  I16(16),
  U16(16),
  F16(16),
  BF16(16),
  I32(32),
  U32(32),
  F32(32),
  C64(64),
  F64(64),
  I64(64),
  U64(64);

  private final int bits;

  Dtype(int bits) {
    this.bits = bits;
  }

  /** Bits of one element. */
  public int bits() {
    return bits;
  }

  /** Whether the values can be read as float32: F64, F32, F16 and BF16. */
  public boolean widens() {
    return this == F32 || this == F16 || this == BF16 || this == F64;
  }

  /** Whether float32 values can be written so: F32, F16 and BF16. */
  public boolean narrows() {
    return this == F32 || this == F16 || this == BF16;
  }

  /**
   * The name in {@code config.json}, such as {@code bfloat16}.
   *
   * @throws IllegalStateException for a type that weights cannot have
   */
  public String configName() {
    return switch (this) {
      case F32 -> "float32";
      case F16 -> "float16";
      case BF16 -> "bfloat16";
      default -> throw new IllegalStateException(this + " is no dtype of weights");
    };
  }

  /**
   * The type that {@code config.json} calls so.
   *
   * @param name {@code float32}, {@code float16} or {@code bfloat16}
   * @throws IllegalArgumentException for another name
   */
  public static Dtype ofConfigName(String name) {
    return switch (name) {
      case "float32" -> F32;
      case "float16" -> F16;
      case "bfloat16" -> BF16;
      default -> throw new IllegalArgumentException("no dtype of weights: " + name);
    };
  }

  /** The type with this name in a safetensors header, if there is one. */
  static Optional<Dtype> named(String name) {
    return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
  }
}
