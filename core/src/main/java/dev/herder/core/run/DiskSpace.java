package dev.herder.core.run;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Refuses to begin what the disk cannot hold. */
public final class DiskSpace {
  private DiskSpace() {}

  /**
   * Checks that a folder's disk has room.
   *
   * @param directory where the files will go; it need not exist yet
   * @param bytes what they need
   * @param what names them in the message, for example {@code two checkpoints}
   * @throws UserError if there is less room
   */
  public static void require(Path directory, long bytes, String what) throws IOException {
    long free = free(directory);
    if (free < bytes) {
      throw new UserError(
          directory
              + ": "
              + what
              + " need "
              + human(bytes)
              + ", but the disk has only "
              + human(free)
              + " free; make room or choose another folder");
    }
  }

  /** Bytes that are free on a folder's disk; the folder need not exist yet. */
  public static long free(Path directory) throws IOException {
    return Files.getFileStore(existing(directory)).getUsableSpace();
  }

  /** A folder, or the first above it that exists: there its files will lie on the same disk. */
  static Path existing(Path directory) {
    Path existing = directory.toAbsolutePath();
    while (!Files.isDirectory(existing)) {
      existing = TemporaryNames.parent(existing);
    }
    return existing;
  }

  /** A number of bytes for people: {@code 512 B}, {@code 1.5 GiB}. */
  static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    String unit = "B";
    for (String next : new String[] {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}) {
      if (value < 1024) {
        break;
      }
      value /= 1024;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }
}
