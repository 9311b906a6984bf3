package dev.herder.core.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** One open data file: finds its form (lines or a list, packed or not) and reads row after row. */
final class DataFile implements Closeable {
  private static final int GZIP_1 = 0x1f;
  private static final int GZIP_2 = 0x8b;

  private final String name;
  private final Purpose purpose;
  private final Faults faults;
  private final HashingInput raw;
  private final Bytes bytes;
  private final Map<Schema, Long> bySchema = new EnumMap<>(Schema.class);
  private @Nullable Slices slices;
  private long blankLines;
  private boolean anyRow;

  private DataFile(String name, Purpose purpose, Faults faults, InputStream in, int most) {
    this.name = name;
    this.purpose = purpose;
    this.faults = faults;
    this.raw = new HashingInput(in);
    this.bytes = new Bytes(most);
  }

  /** Opens a file; null after a problem. */
  static @Nullable DataFile open(Path path, Purpose purpose, Faults faults, int most)
      throws IOException {
    String name = path.toString();
    faults.at(new Source(name, 0));
    if (Files.isDirectory(path)) {
      faults.add(
          ProblemKind.UNREADABLE, "", "is a folder, expected a file", "name the files in it");
      return null;
    }
    try {
      return new DataFile(name, purpose, faults, Files.newInputStream(path), most);
    } catch (NoSuchFileException e) {
      faults.add(ProblemKind.UNREADABLE, "", "no such file", "check the name");
    } catch (AccessDeniedException e) {
      faults.add(ProblemKind.UNREADABLE, "", "no right to read the file");
    }
    return null;
  }

  /** The next row that is good and fit for the purpose, or null at the end. */
  @Nullable Row next() throws IOException {
    while (advance()) {
      long before = faults.total();
      Row row = row();
      if (row != null && faults.total() == before) {
        return row;
      }
    }
    return null;
  }

  /** Goes to the next row that is not blank; false at the end, of which damage is a problem. */
  boolean advance() throws IOException {
    try {
      Slices rows = slices == null ? begin() : slices;
      slices = rows;
      while (rows != null && rows.next()) {
        faults.at(new Source(name, rows.line()));
        if (rows instanceof Slices.Elements || !bytes.isBlank()) {
          anyRow = true;
          return true;
        }
        blankLines++;
      }
      if (rows != null) {
        end(rows);
      }
    } catch (ZipException | EOFException e) {
      faults.at(new Source(name, 0));
      faults.add(
          ProblemKind.UNREADABLE, "", "the gzip data is damaged or ends early", "pack it again");
    }
    raw.drain();
    return false;
  }

  private @Nullable Slices begin() throws IOException {
    BufferedInputStream peekable = new BufferedInputStream(raw, 1 << 16);
    peekable.mark(2);
    boolean packed = peekable.read() == GZIP_1 && peekable.read() == GZIP_2;
    peekable.reset();
    ByteInput in = new ByteInput(packed ? new GZIPInputStream(peekable, 1 << 16) : peekable);
    faults.at(new Source(name, 1));
    if (in.startsWith(0xef, 0xbb, 0xbf)) {
      in.skip(3);
    } else if (in.startsWith(0xff, 0xfe) || in.startsWith(0xfe, 0xff)) {
      faults.add(ProblemKind.NOT_UTF8, "", "the file is UTF-16, expected UTF-8", "convert it");
      return null;
    } else if (in.startsWith('P', 'A', 'R', '1')) {
      faults.add(
          ProblemKind.NOT_JSON, "", "the file is Parquet, expected JSON Lines", "convert it");
      return null;
    }
    String packing = packing(in);
    if (packing != null) {
      faults.add(
          ProblemKind.NOT_JSON,
          "",
          "the file is packed by " + packing + ", expected JSON Lines, plain or packed by gzip",
          "unpack it");
      return null;
    }
    return in.firstVisible() == '[' ? new Slices.Elements(in, bytes) : new Slices.Lines(in, bytes);
  }

  /** What packed a file that is not read packed; null if nothing did. */
  private static @Nullable String packing(ByteInput in) throws IOException {
    if (in.startsWith(0x28, 0xb5, 0x2f, 0xfd)) {
      return "zstd";
    } else if (in.startsWith('P', 'K', 3, 4)) {
      return "zip";
    } else if (in.startsWith(0xfd, '7', 'z', 'X', 'Z')) {
      return "xz";
    }
    return in.startsWith('B', 'Z', 'h') ? "bzip2" : null;
  }

  private @Nullable Row row() {
    Map<String, Object> object = object();
    return object == null ? null : row(object);
  }

  /** The row that an object is; null after a problem. */
  @Nullable Row row(Map<String, Object> object) {
    Schema schema = Schema.detect(object);
    if (schema == null) {
      RowParser.unknown(object, faults);
      return null;
    }
    return converted(schema, object);
  }

  /** The row that {@link #advance} went to, whatever its schema; null after a problem. */
  @Nullable Map<String, Object> object() {
    if (bytes.tooLong()) {
      faults.add(ProblemKind.TOO_LONG, "", bytes.limit(), "split the row");
      return null;
    }
    String text = bytes.text();
    int malformed = text.indexOf('\ufffd') < 0 ? -1 : bytes.firstMalformed();
    if (malformed >= 0) {
      long offset = (slices == null ? 0 : slices.offset()) + malformed;
      faults.add(
          ProblemKind.NOT_UTF8,
          "",
          "not UTF-8 at byte "
              + (malformed + 1)
              + " of the row (offset "
              + offset
              + " in the file)",
          "convert the file to UTF-8");
      return null;
    }
    return JsonRow.parse(text, faults);
  }

  private @Nullable Row converted(Schema schema, Map<String, Object> object) {
    long before = faults.total();
    Row row = RowParser.parse(schema, object, faults);
    if (row == null || faults.total() > before) {
      return null;
    }
    Row wanted = Conversion.convert(row, purpose, faults);
    if (wanted != null) {
      bySchema.merge(schema, 1L, Long::sum);
    }
    return wanted;
  }

  private void end(Slices rows) {
    if (!rows.damage().isEmpty()) {
      faults.at(new Source(name, rows.line()));
      faults.add(
          ProblemKind.NOT_JSON,
          "",
          rows.damage(),
          "a file that begins with [ is one JSON list; JSON Lines has an object a line");
    } else if (!anyRow) {
      faults.at(new Source(name, 0));
      faults.add(ProblemKind.NO_ROWS, "", "no rows, expected at least one");
    }
  }

  /** What was found; call it after {@link #next} gave null. */
  DataReport.FileReport report() {
    return new DataReport.FileReport(name, raw.sha256(), raw.count(), bySchema, blankLines);
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
