package dev.herder.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where the pieces of tensors are put together while a file is written.
 *
 * <p>One for the whole file: memory outside the heap is given back only when the heap is collected,
 * which writing a file does not bring about.
 */
final class Staging {
  /** Elements of a piece. */
  static final int ELEMENTS = 1 << 18;

  private final ByteBuffer values = littleEndian();
  private final ByteBuffer stored = littleEndian();

  private static ByteBuffer littleEndian() {
    return ByteBuffer.allocateDirect(ELEMENTS * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Room for so many bytes of what a tensor is made of, at most {@link #ELEMENTS} longs. */
  ByteBuffer values(int bytes) {
    return values.clear().limit(bytes);
  }

  /** Room for so many bytes of what the file holds, at most {@link #ELEMENTS} longs. */
  ByteBuffer stored(int bytes) {
    return stored.clear().limit(bytes);
  }
}
