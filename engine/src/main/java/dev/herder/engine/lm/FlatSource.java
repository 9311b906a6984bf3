package dev.herder.engine.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.herder.engine.checkpoint.FloatSource;
import dev.herder.engine.kernel.Kernels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Moves numbers between a flat float32 array on any device and buffers in memory, piece by piece.
 */
public final class FlatSource {
  /** Elements of one piece, so that no buffer exceeds 64 MiB. */
  private static final long PIECE = 16L << 20;

  /** Gives consecutive elements of something stored. */
  @FunctionalInterface
  public interface Reader {
    /** Fills the buffer from position to limit with elements from {@code offset} on. */
    void read(long offset, FloatBuffer into) throws IOException;
  }

  private FlatSource() {}

  /** The elements from {@code first} on, for a checkpoint writer. */
  public static FloatSource of(Kernels kernels, NDManager manager, NDArray flat, long first) {
    return (offset, into) -> {
      try (NDManager scope = manager.newSubManager();
          NDArray part =
              kernels.array(scope, "rows_from", flat, first + offset, (long) into.remaining())) {
        ByteBuffer bytes = part.toByteBuffer(true).order(ByteOrder.nativeOrder());
        into.put(bytes.asFloatBuffer());
      }
    };
  }

  /** Fills {@code size} elements from {@code first} on. */
  public static void fill(
      Kernels kernels, NDManager manager, NDArray flat, long first, long size, Reader source)
      throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect((int) (4 * Math.min(PIECE, size))).order(ByteOrder.nativeOrder());
    for (long at = 0; at < size; at += PIECE) {
      int count = (int) Math.min(PIECE, size - at);
      FloatBuffer floats = bytes.clear().limit(4 * count).asFloatBuffer();
      source.read(at, floats);
      try (NDManager scope = manager.newSubManager()) {
        NDArray part = kernels.array(scope, "rows_from", flat, first + at, count);
        NDArray read = scope.create(floats.rewind(), new Shape(count), DataType.FLOAT32);
        kernels.run("copy_", part, read);
      }
    }
  }
}
