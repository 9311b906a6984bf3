package dev.herder.core.run;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes folders to write to. */
public final class OutputFolder {
  private static final String NO_RIGHT = ": no right to write there; choose another folder";

  private OutputFolder() {}

  /**
   * Makes a folder and those above it, where they are missing.
   *
   * @param named what the user asked for: the folder itself, or what will lie in it
   * @return those that were missing, the innermost first
   * @throws UserError if a file is in the way, or the rights are missing
   */
  public static List<Path> make(Path folder, Path named) throws IOException {
    Path there = firstThere(folder, named);
    List<Path> missing = new ArrayList<>();
    for (Path at = folder.toAbsolutePath().normalize();
        at != null && !at.equals(there);
        at = at.getParent()) {
      missing.add(at);
    }
    try {
      Files.createDirectories(folder);
    } catch (FileSystemException e) {
      throw refused(named, e);
    }
    return missing;
  }

  /** Removes folders, as long as they are empty. */
  static void removeEmpty(List<Path> folders) throws IOException {
    try {
      for (Path each : folders) {
        Files.deleteIfExists(each);
      }
    } catch (DirectoryNotEmptyException e) {
      // Somebody else has begun to write here, and those above hold it.
    }
  }

  /**
   * Checks that a folder can be made and written to, and makes nothing.
   *
   * @throws UserError if a file is in the way, or the rights are missing
   */
  public static void check(Path folder) {
    if (!Files.isWritable(firstThere(folder, folder))) {
      throw new UserError(folder + NO_RIGHT);
    }
  }

  /**
   * The mistake of choosing a place without the right to write there, or on a file system that is
   * read-only; anything else as it is.
   *
   * @param named what the user asked for
   */
  static IOException refused(Path named, FileSystemException e) {
    // Where the folders above are there, only a file system that makes none says that they are not.
    if (e instanceof AccessDeniedException
        || e instanceof NoSuchFileException
        || String.valueOf(e.getReason()).contains("Read-only")) {
      throw new UserError(named + NO_RIGHT, e);
    }
    return e;
  }

  /** The folder itself if it is there, else the nearest above it that is. */
  private static Path firstThere(Path folder, Path named) {
    Path at = folder.toAbsolutePath().normalize();
    while (!Files.exists(at)) {
      Path above = at.getParent();
      if (Files.isSymbolicLink(at) || above == null) {
        throw new UserError(
            named
                + ": "
                + at
                + " is a link to nothing, expected a folder; mend or remove the link");
      }
      at = above;
    }
    if (!Files.isDirectory(at)) {
      throw new UserError(
          named + ": " + at + " is a file, expected a folder; choose another name to write to");
    }
    return at;
  }
}
