package dev.herder.engine.checkpoint;

import java.nio.ByteBuffer;

/** Blocks of float32 into the stored type, rounded to nearest even. */
final class Narrowing {
  private static final int BLOCK = 4096;

  private Narrowing() {}

  /**
   * Converts everything between position and limit.
   *
   * @param dtype type to store, one that {@linkplain Dtype#narrows narrows}
   * @param floats little-endian float32
   * @param stored little-endian elements, room for as many
   * @return how many finite values became infinite because the type does not reach so far
   */
  static int narrow(Dtype dtype, ByteBuffer floats, ByteBuffer stored) {
    return switch (dtype) {
      case F32 -> {
        stored.put(floats);
        yield 0;
      }
      case BF16, F16 -> narrowToHalves(dtype, floats, stored);
      default -> throw new IllegalArgumentException("float32 does not narrow to " + dtype);
    };
  }

  /** A value as it reads back after it was stored. */
  static float rounded(Dtype dtype, float value) {
    int bits = Float.floatToRawIntBits(value);
    return switch (dtype) {
      case F32 -> value;
      case BF16 -> Float.intBitsToFloat(FloatBits.ofBfloat16(FloatBits.toBfloat16(bits)));
      case F16 -> Float.intBitsToFloat(FloatBits.ofFloat16(FloatBits.toFloat16(bits)));
      default -> throw new IllegalArgumentException("float32 does not narrow to " + dtype);
    };
  }

  private static int narrowToHalves(Dtype dtype, ByteBuffer floats, ByteBuffer stored) {
    int infinity = dtype == Dtype.BF16 ? 0x7f80 : 0x7c00;
    int overflows = 0;
    int[] bits = new int[BLOCK];
    short[] halves = new short[BLOCK];
    while (floats.hasRemaining()) {
      int count = Math.min(BLOCK, floats.remaining() / Float.BYTES);
      floats.asIntBuffer().get(bits, 0, count);
      floats.position(floats.position() + count * Float.BYTES);
      if (dtype == Dtype.BF16) {
        for (int i = 0; i < count; i++) {
          halves[i] = FloatBits.toBfloat16(bits[i]);
        }
      } else {
        for (int i = 0; i < count; i++) {
          halves[i] = FloatBits.toFloat16(bits[i]);
        }
      }
      for (int i = 0; i < count; i++) {
        boolean infinite = (halves[i] & 0x7fff) == infinity;
        overflows += infinite && (bits[i] & 0x7fffffff) < 0x7f800000 ? 1 : 0;
      }
      stored.asShortBuffer().put(halves, 0, count);
      stored.position(stored.position() + count * Short.BYTES);
    }
    return overflows;
  }
}
