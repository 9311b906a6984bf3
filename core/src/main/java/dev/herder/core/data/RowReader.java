package dev.herder.core.data;

import dev.herder.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads rows of any accepted schema from data files.
 *
 * <p>A file holds JSON Lines, or one JSON list of rows, in UTF-8 with or without a byte order mark,
 * plain or packed by gzip. Each row's schema is found from its keys (see {@link Schema}); keys that
 * the schema does not use become the row's variables. Blank lines are skipped and counted.
 */
public final class RowReader {
  /** The longest row in bytes. */
  public static final int MAX_ROW_BYTES = 64 << 20;

  private RowReader() {}

  /**
   * All rows with the report of the pass.
   *
   * @param rows in the order of the files and lines
   * @param report what was found; without problems
   */
  public record Rows(List<Row> rows, DataReport report) {
    public Rows {
      rows = List.copyOf(rows);
    }

    /**
     * The rows as prompts.
     *
     * @throws ClassCastException if they were not read for {@link Purpose#PROMPTS}
     */
    public List<Row.Prompt> prompts() {
      return rows.stream().map(Row.Prompt.class::cast).toList();
    }
  }

  /**
   * Reads everything once and reports, also what is wrong.
   *
   * @throws UserError if no file is named
   */
  public static DataReport check(List<Path> files, Purpose purpose) throws IOException {
    return check(files, purpose, MAX_ROW_BYTES);
  }

  static DataReport check(List<Path> files, Purpose purpose, int maxRowBytes) throws IOException {
    try (RowStream rows = new RowStream(named(files), purpose, maxRowBytes)) {
      while (rows.advance() != null) {
        // Only the report matters.
      }
      return rows.report();
    }
  }

  /**
   * Reads all rows into memory.
   *
   * @throws DataException if any row is bad or unfit for the purpose; it names them all
   * @throws UserError if no file is named
   */
  public static Rows read(List<Path> files, Purpose purpose) throws IOException {
    try (RowStream stream = stream(files, purpose)) {
      List<Row> rows = new ArrayList<>();
      stream.forEachRemaining(rows::add);
      return new Rows(rows, stream.report());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Reads rows one at a time.
   *
   * @throws UserError if no file is named
   */
  public static RowStream stream(List<Path> files, Purpose purpose) {
    return new RowStream(named(files), purpose, MAX_ROW_BYTES);
  }

  private static List<Path> named(List<Path> files) {
    if (files.isEmpty()) {
      throw new UserError("no data files named, expected at least one");
    }
    return files;
  }
}
