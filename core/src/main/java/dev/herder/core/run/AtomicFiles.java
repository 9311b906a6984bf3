package dev.herder.core.run;

import dev.herder.core.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Files and folders that appear under their name whole or not at all. */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes a file's bytes. */
  @FunctionalInterface
  public interface Body {
    /** Writes to the stream, which is buffered and closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Fills a folder. */
  @FunctionalInterface
  public interface DirectoryBody {
    /** Writes files below the given folder, which exists and is empty. */
    void writeTo(Path directory) throws IOException;
  }

  /** Writes text as UTF-8, replacing what was there. */
  public static void writeString(Path file, String text) throws IOException {
    writeBytes(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes, replacing what was there. */
  public static void writeBytes(Path file, byte[] bytes) throws IOException {
    write(file, out -> out.write(bytes));
  }

  /** Writes what the body gives; if the body throws, the old file, or none, stays as it was. */
  public static void write(Path file, Body body) throws IOException {
    try (AtomicFile out = AtomicFile.create(file)) {
      body.writeTo(out.stream());
      out.commit();
    }
  }

  /**
   * Fills a folder beside the target and then puts it in the target's place.
   *
   * <p>An old folder is moved aside first, so for a moment neither has the name; {@link
   * #cleanLeftovers} brings the old one back after a crash in that moment. If the body throws, the
   * old folder stays as it was.
   *
   * @throws UserError if the target is a file, or cannot be written for lack of rights
   */
  public static void replaceDirectory(Path directory, DirectoryBody body) throws IOException {
    Path target = directory.toAbsolutePath().normalize();
    boolean exists = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    if (exists && !Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new UserError(directory + ": is not a folder; choose another name to write to");
    }
    Path temporary = TemporaryNames.beside(target);
    OutputFolder.make(temporary, directory);
    try {
      body.writeTo(temporary);
      syncTree(temporary);
      if (exists) {
        swap(target, temporary);
      } else {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      }
      syncDirectory(TemporaryNames.parent(target));
    } finally {
      deleteTree(temporary);
    }
  }

  private static void swap(Path target, Path temporary) throws IOException {
    Path old = TemporaryNames.forOld(target);
    Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
      throw e;
    }
    deleteTree(old);
  }

  /**
   * Removes what crashed writes left in a folder, and brings back a folder that was moved aside.
   *
   * <p>Call it only while no other process writes there, that is, under the folder's {@link
   * RunLock}.
   *
   * @return the leftovers that were removed or brought back, sorted
   */
  public static List<Path> cleanLeftovers(Path directory) throws IOException {
    return cleanLeftovers(directory, name -> true);
  }

  /** The same for those alone whose final names are accepted. */
  static List<Path> cleanLeftovers(Path directory, Predicate<String> names) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> entries = Files.list(directory)) {
      leftovers =
          entries
              .filter(TemporaryNames::isTemporary)
              .filter(entry -> names.test(TemporaryNames.finalName(entry)))
              .sorted()
              .toList();
    }
    for (Path leftover : leftovers) {
      String name = TemporaryNames.movedAside(leftover);
      if (name != null && !Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        Files.move(leftover, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      } else {
        deleteTree(leftover);
      }
    }
    return leftovers;
  }

  /** Deletes a file or a folder with all that it holds; links are removed, not followed. */
  public static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(path)) {
      walk.sorted(Comparator.reverseOrder()).forEach(all::add);
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }

  private static void syncTree(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.toList();
    }
    for (Path each : all) {
      if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
        syncDirectory(each);
      } else if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
        try (FileChannel channel = FileChannel.open(each, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
  }

  /** Brings a folder's entries to the disk, so that a rename survives a power cut. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException e) {
      // Windows cannot open a folder and needs no such call.
      if (!System.getProperty("os.name", "").startsWith("Windows")) {
        throw e;
      }
    }
  }
}
