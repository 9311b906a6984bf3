package dev.herder.core.run;

import dev.herder.core.UserError;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that appears under its name whole or not at all.
 *
 * <p>Bytes go to a temporary name in the same folder; {@link #commit} brings them to the disk and
 * renames. {@link #close} without a commit deletes the temporary file, so a failure inside
 * try-with-resources leaves the old file, or none, as it was.
 */
public final class AtomicFile implements AutoCloseable {
  private final Path target;
  private final Path temporary;
  private final FileOutputStream file;
  private final OutputStream buffered;
  private boolean committed;

  private AtomicFile(Path target, Path temporary, FileOutputStream file) {
    this.target = target;
    this.temporary = temporary;
    this.file = file;
    this.buffered = new BufferedOutputStream(file, 1 << 16);
  }

  /**
   * Starts a file; missing parent folders are made, and a symbolic link is followed.
   *
   * @throws UserError if the name is a folder or a device, or cannot be written for lack of rights
   */
  public static AtomicFile create(Path path) throws IOException {
    Path target = Files.isSymbolicLink(path) ? followed(path) : path.toAbsolutePath();
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(target)) {
      throw new UserError(path + ": is not a regular file; choose another name to write to");
    }
    Path temporary = TemporaryNames.beside(target);
    OutputFolder.make(TemporaryNames.parent(target), path);
    try {
      Files.createFile(temporary);
    } catch (FileSystemException e) {
      throw OutputFolder.refused(path, e);
    }
    return new AtomicFile(target, temporary, new FileOutputStream(temporary.toFile()));
  }

  private static Path followed(Path link) throws IOException {
    return Files.exists(link)
        ? link.toRealPath()
        : link.toAbsolutePath().resolveSibling(Files.readSymbolicLink(link)).normalize();
  }

  /** The bytes' way in, buffered; closing it is left to {@link #commit} or {@link #close}. */
  public OutputStream stream() {
    return buffered;
  }

  /** Brings the bytes to the disk, then puts the file under its name in one step. */
  public void commit() throws IOException {
    buffered.flush();
    file.getFD().sync();
    file.close();
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    committed = true;
    AtomicFiles.syncDirectory(TemporaryNames.parent(target));
  }

  /** Deletes what was written, unless it was committed; further calls do nothing. */
  @Override
  public void close() throws IOException {
    if (!committed) {
      try {
        file.close();
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
  }
}
