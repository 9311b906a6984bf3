package dev.herder.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Blocks of stored elements into float32, in loops over arrays that the JIT turns into SIMD. */
final class Widening {
  /** Elements converted at a time: what fits the first-level cache. */
  private static final int BLOCK = 4096;

  private Widening() {}

  /**
   * Converts everything between position and limit.
   *
   * @param dtype type of the stored elements, one that {@linkplain Dtype#widens widens}
   * @param stored little-endian elements
   * @param floats little-endian float32, at least as many
   */
  static void widen(Dtype dtype, ByteBuffer stored, ByteBuffer floats) {
    stored.order(ByteOrder.LITTLE_ENDIAN);
    switch (dtype) {
      case F32 -> floats.put(stored);
      case BF16, F16 -> widenHalves(dtype, stored, floats);
      case F64 -> {
        while (stored.hasRemaining()) {
          floats.putFloat((float) stored.getDouble());
        }
      }
      default -> throw new IllegalArgumentException(dtype + " does not widen to float32");
    }
  }

  private static void widenHalves(Dtype dtype, ByteBuffer stored, ByteBuffer floats) {
    short[] halves = new short[BLOCK];
    int[] bits = new int[BLOCK];
    while (stored.hasRemaining()) {
      int count = Math.min(BLOCK, stored.remaining() / Short.BYTES);
      stored.asShortBuffer().get(halves, 0, count);
      stored.position(stored.position() + count * Short.BYTES);
      if (dtype == Dtype.BF16) {
        for (int i = 0; i < count; i++) {
          bits[i] = FloatBits.ofBfloat16(halves[i]);
        }
      } else {
        for (int i = 0; i < count; i++) {
          bits[i] = FloatBits.ofFloat16(halves[i]);
        }
      }
      floats.asIntBuffer().put(bits, 0, count);
      floats.position(floats.position() + count * Float.BYTES);
    }
  }
}
