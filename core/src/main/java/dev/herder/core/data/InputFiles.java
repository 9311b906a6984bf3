package dev.herder.core.data;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a command asks of a file before it reads it. */
public final class InputFiles {
  private InputFiles() {}

  /**
   * Checks that a file is there and can be read twice, which a pipe cannot.
   *
   * @throws UserError if it is missing, a folder, or neither a file nor a link to one
   */
  public static void requireRegular(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserError(file + ": is a folder, expected a file of rows; name the files in it");
    }
    if (!Files.exists(file)) {
      throw new UserError(file + ": no such file; check the name");
    }
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          file + ": is not a regular file, and is read twice; write its rows to a file first");
    }
  }

  /**
   * Checks that a file is none of those that will be written.
   *
   * @throws UserError if it is
   */
  public static void requireNotWritten(Path file, List<Path> written) throws IOException {
    for (Path each : written) {
      if (Files.exists(file) && Files.exists(each) && Files.isSameFile(file, each)) {
        throw new UserError(file + ": would be written over; choose another --out");
      }
    }
  }
}
