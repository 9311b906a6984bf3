package dev.herder.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are either there whole, and on the disk, or not there. */
final class DurableFiles {
  private DurableFiles() {}

  /** Fills an open file. */
  @FunctionalInterface
  interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes a file under a temporary name in the same folder, flushes it, and renames it.
   *
   * @param target the file to make or replace
   * @param content writes the bytes from the start
   * @throws IOException if it cannot be written; the target is then untouched
   */
  static void write(Path target, Content content) throws IOException {
    Path whole = target.toAbsolutePath();
    Path partial = whole.resolveSibling("." + whole.getFileName() + ".herder-partial");
    try {
      try (FileChannel channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      move(partial, whole);
    } finally {
      Files.deleteIfExists(partial);
    }
    flushDirectory(whole.resolveSibling("."));
  }

  /** Writes a file of known bytes; see {@link #write(Path, Content)}. */
  static void write(Path target, byte[] bytes) throws IOException {
    write(target, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  /** Writes everything between position and limit. */
  static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Renames over whatever is there, in one step. */
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Makes renames in a directory durable, where the system can open directories. */
  static void flushDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot open a directory; it flushes renames by itself.
      return;
    }
  }
}
