package dev.herder.engine.checkpoint;

import java.io.IOException;
import java.nio.FloatBuffer;

/** Gives the values of a tensor piece by piece, so that writing needs constant memory. */
@FunctionalInterface
public interface FloatSource {
  /**
   * Fills a buffer from position to limit with consecutive elements.
   *
   * @param offset first element; calls for one tensor come in rising order without gaps
   * @param into direct and in native order on little-endian machines
   * @throws IOException if the values come from a file that cannot be read
   */
  void read(long offset, FloatBuffer into) throws IOException;

  /** The values of an array. */
  static FloatSource of(float[] values) {
    return (offset, into) -> into.put(values, Math.toIntExact(offset), into.remaining());
  }

  /** The values of a buffer between its position and limit, neither of which is moved. */
  static FloatSource of(FloatBuffer values) {
    FloatBuffer all = values.slice();
    return (offset, into) -> {
      int count = into.remaining();
      into.put(all.slice(Math.toIntExact(offset), count));
    };
  }

  /** The same value everywhere. */
  static FloatSource constant(float value) {
    return (offset, into) -> {
      while (into.hasRemaining()) {
        into.put(value);
      }
    };
  }
}
