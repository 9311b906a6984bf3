package dev.herder.core.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Rows of several files, one at a time; never more than one row is in memory.
 *
 * <p>After the first problem no more rows come out, but everything is still read, so that the
 * {@link DataException} at the end names all problems.
 */
public final class RowStream implements Iterator<Row>, AutoCloseable {
  private final Iterator<Path> paths;
  private final Purpose purpose;
  private final int maxRowBytes;
  private final Faults faults = new Faults(new Source("", 0));
  private final List<DataReport.FileReport> files = new ArrayList<>();
  private @Nullable DataFile file;
  private @Nullable Row next;

  RowStream(List<Path> files, Purpose purpose, int maxRowBytes) {
    this.paths = List.copyOf(files).iterator();
    this.purpose = purpose;
    this.maxRowBytes = maxRowBytes;
  }

  /**
   * Whether there is another row.
   *
   * @throws DataException at the end, if there were problems
   * @throws UncheckedIOException if a file cannot be read to its end
   */
  @Override
  public boolean hasNext() {
    try {
      if (next == null) {
        next = advance();
      }
      while (next != null && faults.total() > 0) {
        next = advance();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (next == null && faults.total() > 0) {
      throw new DataException(faults.problems());
    }
    return next != null;
  }

  @Override
  public Row next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Row row = next;
    next = null;
    return row;
  }

  /** The next good row whatever the problems, or null at the end. */
  @Nullable Row advance() throws IOException {
    while (true) {
      DataFile open = file;
      if (open == null) {
        if (!paths.hasNext()) {
          return null;
        }
        file = DataFile.open(paths.next(), purpose, faults, maxRowBytes);
      } else {
        Row row = open.next();
        if (row != null) {
          return row;
        }
        files.add(open.report());
        open.close();
        file = null;
      }
    }
  }

  /** What was found in the files that were read to their end. */
  public DataReport report() {
    return new DataReport(files, faults.problems());
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
