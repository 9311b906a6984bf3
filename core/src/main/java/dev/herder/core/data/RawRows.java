package dev.herder.core.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one file as plain objects, of whatever schema, one at a time.
 *
 * <p>Files are read as {@link RowReader} reads them; a row that is no JSON object is told and the
 * next ones go on.
 */
public final class RawRows implements AutoCloseable {
  private final DataFile file;
  private final Faults faults;

  private RawRows(DataFile file, Faults faults) {
    this.file = file;
    this.faults = faults;
  }

  /**
   * One row.
   *
   * @param source where it stands
   * @param object plain Java values; null if the row is no JSON object
   * @param problem what is wrong with it; null if nothing
   */
  public record RawRow(
      Source source, @Nullable Map<String, Object> object, @Nullable Problem problem) {}

  /**
   * Opens a file.
   *
   * @throws DataException if there is none
   */
  public static RawRows open(Path path) throws IOException {
    Faults faults = new Faults(new Source(path.toString(), 0));
    DataFile file = DataFile.open(path, Purpose.ANY, faults, RowReader.MAX_ROW_BYTES);
    if (file == null) {
      throw new DataException(faults.problems());
    }
    return new RawRows(file, faults);
  }

  /**
   * Counts the rows of files.
   *
   * @throws DataException naming every row that is no JSON object, and every file that is missing,
   *     damaged as a whole, or without rows
   */
  public static long count(List<Path> files) throws IOException {
    Faults faults = new Faults(new Source("", 0));
    long rows = 0;
    for (Path each : files) {
      try (DataFile file = DataFile.open(each, Purpose.ANY, faults, RowReader.MAX_ROW_BYTES)) {
        while (file != null && file.advance()) {
          file.object();
          rows++;
        }
      }
    }
    if (faults.total() > 0) {
      throw new DataException(faults.take());
    }
    return rows;
  }

  /**
   * The next row, or null at the end.
   *
   * @throws DataException if the file as a whole is damaged or has no rows
   */
  public @Nullable RawRow next() throws IOException {
    if (!file.advance()) {
      if (faults.total() > 0) {
        throw new DataException(faults.take());
      }
      return null;
    }
    Source source = faults.source();
    Map<String, Object> object = file.object();
    return faults.total() == 0
        ? new RawRow(source, object, null)
        : new RawRow(source, null, faults.take().first().get(0));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
