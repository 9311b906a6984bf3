package dev.herder.core.data;

import dev.herder.core.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a command asks of the name of a file before it writes rows to it. */
public final class OutputFiles {
  private static final List<String> PACKED = List.of(".gz", ".zst", ".bz2", ".xz", ".zip");

  private OutputFiles() {}

  /**
   * Checks that a name does not promise packed rows: they are written as plain text, which a reader
   * of such a file would take for damage.
   *
   * @throws UserError if it does
   */
  public static void requireRows(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    for (String ending : PACKED) {
      if (name.endsWith(ending)) {
        throw new UserError(
            file
                + ": rows are written as plain text; choose a name without "
                + ending
                + ", and pack the file when it is whole");
      }
    }
  }
}
