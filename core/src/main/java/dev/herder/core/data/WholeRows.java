package dev.herder.core.data;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of several files, each as it stands there and as what it is, one at a time.
 *
 * <p>Files are read as {@link RowReader} reads them, but a bad row is told and the next ones go on:
 * for those who sort rows and must lose none of them. Never more than one row is in memory, and of
 * a row longer than {@link RowReader#MAX_ROW_BYTES} nothing is.
 */
public final class WholeRows implements AutoCloseable {
  private final Iterator<Path> paths;
  private final Faults faults = new Faults(new Source("", 0));
  private @Nullable DataFile file;
  private long index;
  private int fileNumber = -1;

  private WholeRows(List<Path> files) {
    this.paths = List.copyOf(files).iterator();
  }

  /**
   * One row.
   *
   * @param index its number among the rows of all files, from 0
   * @param file the number of its file among those given, from 0
   * @param source where it stands
   * @param object the row as plain Java values; null if it is no JSON object
   * @param row what it is; null if it is no row of any schema
   * @param problem why it is none; null if it is one
   */
  public record WholeRow(
      long index,
      int file,
      Source source,
      @Nullable Map<String, Object> object,
      @Nullable Row row,
      @Nullable Problem problem) {}

  /**
   * Begins to read files.
   *
   * @throws UserError if no file is named
   */
  public static WholeRows open(List<Path> files) {
    if (files.isEmpty()) {
      throw new UserError("no data files named, expected at least one");
    }
    return new WholeRows(files);
  }

  /**
   * The next row, or null at the end.
   *
   * @throws DataException if a file is missing, damaged as a whole, or without rows
   */
  public @Nullable WholeRow next() throws IOException {
    while (true) {
      DataFile open = file;
      if (open == null) {
        if (!paths.hasNext()) {
          return null;
        }
        fileNumber++;
        file = DataFile.open(paths.next(), Purpose.ANY, faults, RowReader.MAX_ROW_BYTES);
        refuseDamage();
      } else if (open.advance()) {
        return row(open);
      } else {
        refuseDamage();
        open.close();
        file = null;
      }
    }
  }

  private WholeRow row(DataFile open) {
    Source source = faults.source();
    Map<String, Object> object = open.object();
    Row row = object == null ? null : open.row(object);
    Problem problem = null;
    if (faults.total() > 0) {
      row = null;
      problem = faults.take().first().get(0);
    }
    return new WholeRow(index++, fileNumber, source, object, row, problem);
  }

  private void refuseDamage() {
    if (faults.total() > 0) {
      throw new DataException(faults.take());
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
