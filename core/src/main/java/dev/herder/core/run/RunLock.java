package dev.herder.core.run;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write into a run's folder: one process at a time.
 *
 * <p>It is the operating system's lock on the file {@code .lock}, so a crash or a kill releases it;
 * the file itself stays.
 */
public final class RunLock implements AutoCloseable {
  /** The file's name. */
  public static final String FILE = ".lock";

  // The operating system's locks belong to the process, and closing any channel on the file drops
  // them all: a second attempt inside this process must be refused before it opens the file.
  private static final Set<Path> HELD_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock of a folder, which is made if it is missing.
   *
   * @throws UserError if someone else has it, or if the folder cannot be written
   */
  public static RunLock acquire(Path directory, Clock clock) throws IOException {
    OutputFolder.make(directory, directory);
    Path file = directory.toRealPath().resolve(FILE);
    if (!HELD_BY_THIS_PROCESS.add(file)) {
      throw taken(directory, "this process");
    }
    boolean acquired = false;
    try {
      RunLock lock = lock(directory, file, clock);
      acquired = true;
      return lock;
    } finally {
      if (!acquired) {
        HELD_BY_THIS_PROCESS.remove(file);
      }
    }
  }

  private static RunLock lock(Path directory, Path file, Clock clock) throws IOException {
    FileChannel channel = open(directory, file);
    boolean acquired = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw taken(directory, holder(channel));
      }
      String holder =
          "process "
              + ProcessHandle.current().pid()
              + host()
              + " since "
              + clock.instant().truncatedTo(ChronoUnit.SECONDS)
              + "\n";
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
      acquired = true;
      return new RunLock(file, channel);
    } finally {
      if (!acquired) {
        channel.close();
      }
    }
  }

  /** The machine's name, where the system tells it without asking a network. */
  private static String host() throws IOException {
    Path name = Path.of("/proc/sys/kernel/hostname");
    return Files.isReadable(name) ? " on " + Files.readString(name).strip() : "";
  }

  private static FileChannel open(Path directory, Path file) throws IOException {
    try {
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (FileSystemException e) {
      throw OutputFolder.refused(directory, e);
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(200);
    channel.read(buffer, 0);
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? "another process" : text;
  }

  private static UserError taken(Path directory, String holder) {
    return new UserError(
        directory + ": in use by " + holder + "; wait for it to end, or choose another folder");
  }

  /** Removes what crashed runs left in the folder; see {@link AtomicFiles#cleanLeftovers}. */
  public List<Path> cleanLeftovers() throws IOException {
    return AtomicFiles.cleanLeftovers(TemporaryNames.parent(file));
  }

  /** Releases the lock; further calls do nothing. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD_BY_THIS_PROCESS.remove(file);
    }
  }
}
