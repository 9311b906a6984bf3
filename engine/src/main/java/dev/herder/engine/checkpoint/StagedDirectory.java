package dev.herder.engine.checkpoint;

import dev.herder.core.UserError;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.OutputFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A directory under construction that appears whole or not at all.
 *
 * <p>Where the target does not exist, a hidden sibling is built and renamed. Where it does, because
 * it also holds metrics and the like, a hidden folder inside it is built and its files are moved up
 * one by one: the file that makes the directory readable goes away first and comes back last, so
 * that a crash between leaves a directory that is refused rather than one with mixed files. What a
 * killed run left behind is removed by the next one.
 */
final class StagedDirectory implements AutoCloseable {
  private final Path target;
  private final Path staging;
  private final boolean inside;

  private StagedDirectory(Path target, Path staging, boolean inside) {
    this.target = target;
    this.staging = staging;
    this.inside = inside;
  }

  /**
   * Begins to build.
   *
   * @param target the directory to make or renew; missing parents are made
   * @throws UserError if the target is a file
   */
  static StagedDirectory of(Path target) throws IOException {
    Path whole = target.toAbsolutePath().normalize();
    if (Files.exists(whole) && !Files.isDirectory(whole)) {
      throw new UserError(target + ": is a file, expected a directory or a name still free");
    }
    boolean inside = Files.isDirectory(whole);
    Path staging =
        inside
            ? whole.resolve(".herder-partial")
            : whole.resolveSibling("." + whole.getFileName() + ".herder-partial");
    AtomicFiles.deleteTree(staging);
    OutputFolder.make(staging, target);
    return new StagedDirectory(whole, staging, inside);
  }

  /** Where to build. */
  Path path() {
    return staging;
  }

  /**
   * Puts everything built in place.
   *
   * @param marker the file without which the directory is refused
   * @param obsolete tells by name which files of an existing target are removed if not renewed
   */
  void commit(String marker, Predicate<String> obsolete) throws IOException {
    DurableFiles.flushDirectory(staging);
    if (!inside) {
      DurableFiles.move(staging, target);
      DurableFiles.flushDirectory(target.resolve("..").normalize());
      return;
    }
    Files.deleteIfExists(target.resolve(marker));
    List<String> built = children(staging);
    for (String name : children(target)) {
      if (obsolete.test(name) && !built.contains(name)) {
        Files.deleteIfExists(target.resolve(name));
      }
    }
    for (String name : built) {
      if (!name.equals(marker)) {
        DurableFiles.move(staging.resolve(name), target.resolve(name));
      }
    }
    DurableFiles.flushDirectory(target);
    DurableFiles.move(staging.resolve(marker), target.resolve(marker));
    DurableFiles.flushDirectory(target);
  }

  private static List<String> children(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        names.add(String.valueOf(child.getFileName()));
      }
    }
    return names;
  }

  /** Removes what was built and not put in place. */
  @Override
  public void close() throws IOException {
    AtomicFiles.deleteTree(staging);
  }
}
