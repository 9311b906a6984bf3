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
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The right to write into a run's folder, or to a single file: one process at a time.
 *
 * <p>It is the operating system's lock on the file {@code .lock} in the folder, which stays, or
 * {@code .NAME.lock} beside the file, which goes with the lock. A crash or a kill releases it.
 * Folders that were made for the lock go with it, too, if nothing was written into them: a run that
 * was refused leaves nothing behind.
 */
public final class RunLock implements AutoCloseable {
  /** The file's name. */
  public static final String FILE = ".lock";

  // The operating system's locks belong to the process, and closing any channel on the file drops
  // them all: a second attempt inside this process must be refused before it opens the file.
  private static final Set<Path> HELD_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;
  private final Predicate<String> owned;
  private final boolean stays;
  private final List<Path> made;

  private RunLock(
      Path file, FileChannel channel, Predicate<String> owned, boolean stays, List<Path> made) {
    this.file = file;
    this.channel = channel;
    this.owned = owned;
    this.stays = stays;
    this.made = made;
  }

  /**
   * Takes the lock of a folder, which is made if it is missing.
   *
   * @throws UserError if someone else has it, or if the folder cannot be written
   */
  public static RunLock acquire(Path directory, Clock clock) throws IOException {
    List<Path> made = OutputFolder.make(directory, directory);
    return acquire(directory, directory.toRealPath().resolve(FILE), any -> true, made, true, clock);
  }

  /**
   * Takes the lock of a file that one command writes, in a folder that others may write to as well;
   * the folder is made if it is missing.
   *
   * @throws UserError if someone else has it, if the file is a folder or a device, or if the folder
   *     cannot be written
   */
  public static RunLock acquireFile(Path target, Clock clock) throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    Path name = absolute.getFileName();
    Path folder = absolute.getParent();
    if (name == null || folder == null || Files.isDirectory(target)) {
      throw new UserError(target + ": is a folder, expected a file to write to");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new UserError(target + ": is not a regular file; choose another name to write to");
    }
    List<Path> made = OutputFolder.make(folder, target);
    return acquire(
        target,
        folder.toRealPath().resolve("." + name + FILE),
        each ->
            each.equals(name.toString()) || (each.startsWith(name + ".") && each.endsWith(".json")),
        made,
        false,
        clock);
  }

  private static RunLock acquire(
      Path named, Path file, Predicate<String> owned, List<Path> made, boolean stays, Clock clock)
      throws IOException {
    if (!HELD_BY_THIS_PROCESS.add(file)) {
      throw taken(named, "this process");
    }
    boolean acquired = false;
    try {
      RunLock lock = lock(named, file, owned, made, stays, clock);
      acquired = true;
      return lock;
    } finally {
      if (!acquired) {
        HELD_BY_THIS_PROCESS.remove(file);
      }
    }
  }

  private static RunLock lock(
      Path named, Path file, Predicate<String> owned, List<Path> made, boolean stays, Clock clock)
      throws IOException {
    FileChannel channel = open(named, file);
    boolean acquired = false;
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw taken(named, holder(channel));
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
      return new RunLock(file, channel, owned, stays, made);
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

  private static FileChannel open(Path named, Path file) throws IOException {
    try {
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (FileSystemException e) {
      throw OutputFolder.refused(named, e);
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(200);
    channel.read(buffer, 0);
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? "another process" : text;
  }

  private static UserError taken(Path named, String holder) {
    return new UserError(
        named + ": in use by " + holder + "; wait for it to end, or choose another place to write");
  }

  /**
   * Removes what crashed runs left in the folder, or left of the file and of the {@code .json}
   * files that are named after it; see {@link AtomicFiles#cleanLeftovers}.
   */
  public List<Path> cleanLeftovers() throws IOException {
    return AtomicFiles.cleanLeftovers(TemporaryNames.parent(file), owned);
  }

  /** Releases the lock; further calls do nothing. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      boolean unused = !made.isEmpty() && isAlone();
      if (!stays || unused) {
        // While it is held, so that nobody's lock is deleted but this.
        Files.deleteIfExists(file);
      }
      channel.close();
      HELD_BY_THIS_PROCESS.remove(file);
      if (unused) {
        OutputFolder.removeEmpty(made);
      }
    }
  }

  /** Whether nothing else is in its folder. */
  private boolean isAlone() throws IOException {
    Path folder = TemporaryNames.parent(file);
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.allMatch(file::equals);
    }
  }
}
