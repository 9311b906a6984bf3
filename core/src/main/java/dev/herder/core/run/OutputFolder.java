package dev.herder.core.run;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes folders to write to. */
public final class OutputFolder {
  private OutputFolder() {}

  /**
   * Makes a folder and those above it, where they are missing.
   *
   * @param named what the user asked for: the folder itself, or what will lie in it
   * @throws UserError if a file is in the way, or the rights are missing
   */
  public static void make(Path folder, Path named) throws IOException {
    @Nullable Path file = firstThere(folder.toAbsolutePath().normalize());
    if (file != null && !Files.isDirectory(file)) {
      throw new UserError(
          named + ": " + file + " is a file, expected a folder; choose another name to write to");
    }
    try {
      Files.createDirectories(folder);
    } catch (FileSystemException e) {
      throw refused(named, e);
    }
  }

  /**
   * The mistake of choosing a place without the right to write there, or on a file system that is
   * read-only; anything else as it is.
   *
   * @param named what the user asked for
   */
  static IOException refused(Path named, FileSystemException e) {
    if (e instanceof AccessDeniedException || String.valueOf(e.getReason()).contains("Read-only")) {
      throw new UserError(named + ": no right to write there; choose another folder", e);
    }
    return e;
  }

  private static @Nullable Path firstThere(Path path) {
    Path at = path;
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at;
  }
}
