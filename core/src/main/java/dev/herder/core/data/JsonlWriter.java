package dev.herder.core.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.herder.core.run.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes JSON Lines: one object a line, keys in the order given, UTF-8 without escapes beyond
 * JSON's own.
 *
 * <p>{@link #create} makes a file that appears whole at {@link #commit} or not at all; {@link
 * #append} adds rows to a file one by one, so that what was written survives a kill.
 */
public final class JsonlWriter implements AutoCloseable {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  private final Target target;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long rows;

  private JsonlWriter(Target target) {
    this.target = target;
  }

  /** Where lines go. */
  private sealed interface Target permits Whole, Growing {
    OutputStream stream();

    void commit() throws IOException;

    void close() throws IOException;
  }

  private record Whole(AtomicFile file) implements Target {
    @Override
    public OutputStream stream() {
      return file.stream();
    }

    @Override
    public void commit() throws IOException {
      file.commit();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private record Growing(AppendedFile file) implements Target {
    @Override
    public OutputStream stream() {
      return file.stream();
    }

    @Override
    public void commit() throws IOException {
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /**
   * Starts a file that gets its name at {@link #commit}; closing without it leaves nothing behind.
   *
   * @throws dev.herder.core.UserError if the name cannot be written to
   */
  public static JsonlWriter create(Path file) throws IOException {
    OutputFiles.requireRows(file);
    return new JsonlWriter(new Whole(AtomicFile.create(file)));
  }

  /**
   * Goes on at the end of a file, which is made if it is missing.
   *
   * <p>A last line that a crash left torn is cut off first; see {@link #cutBytes}. Every row is
   * handed to the operating system at once; {@link #commit} brings them to the disk.
   *
   * @throws dev.herder.core.UserError if the name cannot be written to
   */
  public static JsonlWriter append(Path file) throws IOException {
    OutputFiles.requireRows(file);
    return new JsonlWriter(new Growing(AppendedFile.open(file)));
  }

  /** Writes a row as JSON that {@link RowReader} reads back. */
  public void write(Row row) throws IOException {
    write(RowJson.toMap(row));
  }

  /**
   * Writes an object of plain Java values.
   *
   * @throws IllegalArgumentException for NaN, infinities, halves of surrogate pairs and types that
   *     JSON lacks; nothing of the row is written then
   */
  public void write(Map<String, ?> object) throws IOException {
    line.reset();
    try (JsonGenerator out = JSON.createGenerator(line)) {
      PlainJson.write(out, object);
    }
    line.write('\n');
    line.writeTo(target.stream());
    rows++;
  }

  /** Rows written by this writer. */
  public long rows() {
    return rows;
  }

  /** Bytes of a torn last line that were cut off when appending began; 0 if there was none. */
  public long cutBytes() {
    return target instanceof Growing growing ? growing.file().cutBytes() : 0;
  }

  /** Brings all rows to the disk; a new file gets its name now and takes no more rows. */
  public void commit() throws IOException {
    target.commit();
  }

  /** Ends writing; a new file that was not committed is deleted. */
  @Override
  public void close() throws IOException {
    target.close();
  }
}
