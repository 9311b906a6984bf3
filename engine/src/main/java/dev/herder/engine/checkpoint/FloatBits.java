package dev.herder.engine.checkpoint;

/**
 * Conversions between float32 and the two 16-bit formats, in bits.
 *
 * <p>Narrowing rounds to the nearest value, ties to the even one; infinities and the sign and upper
 * payload bits of NaN are kept.
 */
final class FloatBits {
  private FloatBits() {}

  /** Float32 bits of a bfloat16. */
  static int ofBfloat16(short half) {
    return half << 16;
  }

  /** Float32 bits of an IEEE binary16. */
  static int ofFloat16(short half) {
    int magnitude = (half & 0x7fff) << 13;
    int sign = (half & 0x8000) << 16;
    if ((half & 0x7c00) == 0x7c00) {
      return sign | magnitude | 0x7f800000;
    }
    // As float32 bits the value is 2^112 too small, also where the half is subnormal.
    float scaled = Float.intBitsToFloat(magnitude) * 0x1p112f;
    return sign | Float.floatToRawIntBits(scaled);
  }

  /** Bfloat16 nearest to a float32 given in bits. */
  static short toBfloat16(int bits) {
    if ((bits & 0x7fffffff) > 0x7f800000) {
      return (short) ((bits >>> 16) | 0x40);
    }
    int odd = (bits >>> 16) & 1;
    return (short) ((bits + 0x7fff + odd) >>> 16);
  }

  /** IEEE binary16 nearest to a float32 given in bits. */
  static short toFloat16(int bits) {
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff));
    }
    // From 65520 on, halfway between the largest half and 2^16, everything is infinity.
    if (magnitude >= 0x477ff000) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x38800000) {
      // Below 2^-14: adding 0.5 makes the float32 adder round to multiples of 2^-24.
      float rounded = Float.intBitsToFloat(magnitude) + 0.5f;
      return (short) (sign | (Float.floatToRawIntBits(rounded) - 0x3f000000));
    }
    int odd = (magnitude >>> 13) & 1;
    return (short) (sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13));
  }
}
