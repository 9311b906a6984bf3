package dev.herder.engine.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.herder.engine.checkpoint.FloatSource;
import dev.herder.engine.checkpoint.SafetensorsFile;
import dev.herder.engine.kernel.Kernels;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Moves numbers between flat arrays on any device and float32 buffers in memory, piece by piece.
 */
public final class FlatSource {
  /** Elements of one piece for a GPU, so that no buffer exceeds 64 MiB. */
  private static final int PIECE = 16 << 20;

  /** Elements of a piece that one of several threads takes: the last ones end at about one time. */
  private static final int SHARE = 2 << 20;

  /** More would wait for the disk or for memory. */
  private static final int MOST_THREADS = 8;

  /** Gives consecutive elements of something stored. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Fills a little-endian buffer from position to limit with float32 elements from {@code offset}
     * on. Several threads may call it at a time.
     */
    void read(long offset, ByteBuffer into) throws IOException;
  }

  /**
   * What is filled from one reader.
   *
   * @param flat an array; numbers are rounded to the nearest of its dtype
   * @param first its first element to fill
   * @param size how many elements
   * @param source gives them; its offset 0 is {@code first}
   */
  public record Part(NDArray flat, long first, long size, Reader source) {
    /** A whole array, from the tensor of that name. */
    public static Part of(NDArray array, SafetensorsFile file, String name) {
      return new Part(
          array, 0, array.size(), (offset, into) -> file.copyToFloat(name, offset, into));
    }
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

  /**
   * Fills arrays; on a CPU with several threads, because memory that is touched for the first time
   * costs more than reading does, and float32 arrays in place.
   *
   * @throws IOException what a reader threw
   */
  public static void fill(Kernels kernels, NDManager manager, List<Part> parts) throws IOException {
    if (manager.getDevice().isGpu()) {
      throughBuffer(kernels, manager, parts);
    } else {
      inPlace(kernels, manager, parts);
    }
  }

  private static void throughBuffer(Kernels kernels, NDManager manager, List<Part> parts)
      throws IOException {
    long largest = parts.stream().mapToLong(Part::size).max().orElse(0);
    ByteBuffer staging =
        ByteBuffer.allocateDirect((int) (4 * Math.min(PIECE, largest)))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (Part part : parts) {
      for (long at = 0; at < part.size; at += PIECE) {
        int count = (int) Math.min(PIECE, part.size - at);
        try (NDManager scope = manager.newSubManager()) {
          NDArray piece = kernels.array(scope, "rows_from", part.flat, part.first + at, count);
          part.source.read(at, staging.clear().limit(4 * count));
          FloatBuffer floats = staging.rewind().asFloatBuffer();
          kernels.run("copy_", piece, scope.create(floats, new Shape(count), DataType.FLOAT32));
        }
      }
    }
  }

  private static void inPlace(Kernels kernels, NDManager manager, List<Part> parts)
      throws IOException {
    List<Callable<Void>> pieces = new ArrayList<>();
    for (Part part : parts) {
      for (long at = 0; at < part.size; at += SHARE) {
        long from = at;
        pieces.add(
            () -> {
              read(kernels, manager, part, from);
              return null;
            });
      }
    }
    int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<Void>> read = pieces.stream().map(threads::submit).toList();
      for (Future<Void> piece : read) {
        piece.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      end(threads);
    }
  }

  private static void read(Kernels kernels, NDManager manager, Part part, long at)
      throws IOException {
    int count = (int) Math.min(SHARE, part.size - at);
    try (NDManager scope = manager.newSubManager()) {
      NDArray piece = kernels.array(scope, "rows_from", part.flat, part.first + at, count);
      boolean rounded = piece.getDataType() != DataType.FLOAT32;
      NDArray floats = rounded ? scope.create(new Shape(count), DataType.FLOAT32) : piece;
      part.source.read(at, floats.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN));
      if (rounded) {
        kernels.run("copy_", piece, floats);
      }
    }
  }

  /** What was not begun is not read; what was, is waited for, because the arrays may be freed. */
  private static void end(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static IOException rethrown(@Nullable Throwable thrown) {
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    return thrown instanceof IOException e ? e : new IOException(thrown);
  }
}
