package dev.herder.engine.checkpoint;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Asks whether there is room before a long write, rather than finding out at its end. */
final class DiskSpace {
  /** Left free for everything else on the disk. */
  private static final long MARGIN = 16L << 20;

  private DiskSpace() {}

  /**
   * Checks that a number of bytes can be written.
   *
   * @param directory where to; it or one above it exists
   * @throws UserError if there is not enough room
   */
  static void require(Path directory, long bytes) throws IOException {
    Path existing = directory.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.resolve("..").normalize();
    }
    require(directory, bytes, Files.getFileStore(existing).getUsableSpace());
  }

  static void require(Path directory, long bytes, long usable) {
    if (bytes > usable - MARGIN) {
      throw new UserError(
          directory
              + ": needs "
              + megabytes(bytes)
              + " and "
              + megabytes(MARGIN)
              + " to spare, but only "
              + megabytes(usable)
              + " are free on its disk; make room or choose another place");
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
