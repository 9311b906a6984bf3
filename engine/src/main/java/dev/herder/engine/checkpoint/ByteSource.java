package dev.herder.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Gives the stored bytes of a tensor piece by piece, for values that need no conversion. */
@FunctionalInterface
public interface ByteSource {
  /**
   * Fills a buffer from position to limit with consecutive bytes.
   *
   * @param offset first byte; calls for one tensor come in rising order without gaps
   * @param into direct, little-endian
   * @throws IOException if the bytes come from a file that cannot be read
   */
  void read(long offset, ByteBuffer into) throws IOException;

  /** The bytes of a buffer between its position and limit, neither of which is moved. */
  static ByteSource of(ByteBuffer bytes) {
    ByteBuffer all = bytes.slice();
    return (offset, into) -> into.put(all.slice(Math.toIntExact(offset), into.remaining()));
  }
}
