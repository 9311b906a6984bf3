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
    /**
     * Fills a little-endian buffer from position to limit with float32 elements from {@code offset}
     * on.
     */
    void read(long offset, ByteBuffer into) throws IOException;
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

  /** Fills {@code size} elements from {@code first} on, on a CPU without a copy in between. */
  public static void fill(
      Kernels kernels, NDManager manager, NDArray flat, long first, long size, Reader source)
      throws IOException {
    boolean inPlace = !manager.getDevice().isGpu();
    ByteBuffer staging = inPlace ? ByteBuffer.allocate(0) : staging(Math.min(PIECE, size));
    for (long at = 0; at < size; at += PIECE) {
      int count = (int) Math.min(PIECE, size - at);
      try (NDManager scope = manager.newSubManager()) {
        NDArray part = kernels.array(scope, "rows_from", flat, first + at, count);
        if (inPlace) {
          source.read(at, part.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN));
        } else {
          source.read(at, staging.clear().limit(4 * count));
          FloatBuffer floats = staging.rewind().asFloatBuffer();
          kernels.run("copy_", part, scope.create(floats, new Shape(count), DataType.FLOAT32));
        }
      }
    }
  }

  private static ByteBuffer staging(long elements) {
    return ByteBuffer.allocateDirect((int) (4 * elements)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
