package dev.herder.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class FloatBitsTest {
  /** The value of a binary16 from its definition. */
  private static double valueOfFloat16(int half) {
    int exponent = (half >> 10) & 0x1f;
    int fraction = half & 0x3ff;
    double magnitude =
        exponent == 0
            ? Math.scalb((double) fraction, -24)
            : Math.scalb((double) (1024 + fraction), exponent - 25);
    return (half & 0x8000) == 0 ? magnitude : -magnitude;
  }

  @Test
  void everyFiniteFloat16Widens() {
    for (int half = 0; half < 0x10000; half++) {
      if ((half & 0x7c00) != 0x7c00) {
        float value = (float) valueOfFloat16(half);
        assertEquals(Float.floatToRawIntBits(value), FloatBits.ofFloat16((short) half), "" + half);
      }
    }
  }

  @Test
  void infinitiesAndNansWiden() {
    assertEquals(0x7f800000, FloatBits.ofFloat16((short) 0x7c00));
    assertEquals(0xff800000, FloatBits.ofFloat16((short) 0xfc00));
    assertEquals(0xffc02000, FloatBits.ofFloat16((short) 0xfe01));
    assertEquals(0x7f810000, FloatBits.ofBfloat16((short) 0x7f81));
    assertEquals(0x80010000, FloatBits.ofBfloat16((short) 0x8001));
  }

  @Test
  void everyHalfSurvivesThereAndBack() {
    for (int half = 0; half < 0x10000; half++) {
      short stored = (short) half;
      if ((half & 0x7fff) <= 0x7c00) {
        assertEquals(stored, FloatBits.toFloat16(FloatBits.ofFloat16(stored)), "" + half);
      }
      if ((half & 0x7fff) <= 0x7f80) {
        assertEquals(stored, FloatBits.toBfloat16(FloatBits.ofBfloat16(stored)), "" + half);
      }
    }
  }

  @Test
  void nansStayNansAndBecomeQuiet() {
    int signalling = 0x7f800001;
    assertEquals((short) 0x7fc0, FloatBits.toBfloat16(signalling));
    assertEquals((short) 0x7e00, FloatBits.toFloat16(signalling));
    assertEquals((short) 0xffff, FloatBits.toBfloat16(0xffffffff));
    assertEquals((short) 0xffff, FloatBits.toFloat16(0xffffffff));
  }

  @Test
  void roundsAsTorchDoes() throws IOException {
    try (SafetensorsFile file =
        SafetensorsFile.open(Goldens.ROOT.resolve("rounding.safetensors"))) {
      int count = (int) file.info("f32").elements();
      assertTrue(count > 5000);
      ByteBuffer floats = file.bytes("f32");
      ByteBuffer float16 = file.bytes("f16");
      ByteBuffer bfloat16 = file.bytes("bf16");
      for (int i = 0; i < count; i++) {
        int bits = floats.getInt(4 * i);
        String message = Integer.toHexString(bits);
        assertEquals(float16.getShort(2 * i), FloatBits.toFloat16(bits), message);
        assertEquals(bfloat16.getShort(2 * i), FloatBits.toBfloat16(bits), message);
      }
    }
  }

  @Test
  void blocksOfAnyLengthConvertLikeSingleValues() {
    for (int count : new int[] {0, 1, 4095, 4096, 4097, 10_000}) {
      ByteBuffer floats = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        floats.putInt(4 * i, 0x3f800000 + i * 77_777);
      }
      for (Dtype dtype : new Dtype[] {Dtype.BF16, Dtype.F16, Dtype.F32}) {
        ByteBuffer stored =
            ByteBuffer.allocateDirect(count * dtype.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
        Narrowing.narrow(dtype, floats.duplicate().order(ByteOrder.LITTLE_ENDIAN), stored);
        ByteBuffer back = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        Widening.widen(dtype, stored.flip(), back);
        assertEquals(4 * count, back.position());
        for (int i = 0; i < count; i++) {
          float expected = Narrowing.rounded(dtype, floats.getFloat(4 * i));
          assertEquals(expected, back.getFloat(4 * i), dtype + " " + i);
        }
      }
    }
  }
}
