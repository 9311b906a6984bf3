package dev.herder.synthdata;

import dev.herder.core.UserError;
import dev.herder.core.data.DataException;
import dev.herder.core.data.DataReport;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.RawRows;
import dev.herder.core.data.RowReader;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.RunContext;
import dev.herder.documents.Chunker;
import dev.herder.documents.DocumentFiles;
import dev.herder.documents.Limits;
import dev.herder.synthdata.ask.Unit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the units of work come from. */
public sealed interface UnitSource {
  /**
   * Checks what is read, before anything is written.
   *
   * @throws UserError naming all that cannot be used
   */
  default void require() throws IOException {}

  /** What is read, hashed. */
  List<Artifact> inputs() throws IOException;

  /** What decides the units beside the inputs, as text. */
  String settings();

  /** Makes the units ready to be read, in the folder of the run. */
  Prepared prepare(Path out, RunContext context) throws IOException;

  /** Opens a stream of units. */
  @FunctionalInterface
  interface Opening {
    /** A stream from the first unit on. */
    UnitStream open() throws IOException;
  }

  /**
   * Units that are ready.
   *
   * @param label what a unit is, for progress and reports
   * @param count how many there are
   * @param refused documents that are not read, each with the reason
   */
  record Prepared(String label, long count, Map<String, String> refused, Opening units) {}

  /**
   * Chunks of documents.
   *
   * @param documents files and folders
   * @param counter names how tokens are counted: a tokenizer's hash, or {@code words}
   * @param whole whether a unit is a document with all its chunks, and not a chunk
   */
  record Documents(
      List<Path> documents, Limits limits, Chunker chunker, String counter, boolean whole)
      implements UnitSource {
    public Documents {
      documents = List.copyOf(documents);
      if (documents.isEmpty()) {
        throw new UserError("documents: expected --documents FILE or DIR");
      }
    }

    @Override
    public List<Artifact> inputs() throws IOException {
      List<Artifact> inputs = new ArrayList<>();
      for (DocumentFiles.Found each : DocumentFiles.of(documents)) {
        inputs.add(new Artifact(each.name(), Artifact.of(each.path()).sha256(), null));
      }
      return inputs;
    }

    @Override
    public String settings() {
      return limits
          + ", chunks="
          + chunker.maxTokens()
          + "/"
          + chunker.overlap()
          + ", counter="
          + counter
          + ", whole="
          + whole;
    }

    @Override
    public Prepared prepare(Path out, RunContext context) throws IOException {
      return DocumentUnits.prepare(this, out, context);
    }
  }

  /** Rows of data files, of whatever kind. */
  record Rows(List<Path> data) implements UnitSource {
    public Rows {
      data = List.copyOf(data);
      if (data.isEmpty()) {
        throw new UserError("data: expected --data FILE");
      }
    }

    @Override
    public void require() throws IOException {
      data.forEach(InputFiles::requireRegular);
      RawRows.count(data);
    }

    @Override
    public List<Artifact> inputs() throws IOException {
      List<Artifact> inputs = new ArrayList<>();
      for (Path each : data) {
        inputs.add(Artifact.of(each));
      }
      return inputs;
    }

    @Override
    public String settings() {
      return "rows";
    }

    @Override
    public Prepared prepare(Path out, RunContext context) throws IOException {
      return new Prepared("rows", RawRows.count(data), Map.of(), () -> new RowUnits(data));
    }
  }

  /**
   * Attempts at something new.
   *
   * @param seeds the file that the attempts start from
   * @param count how many, at least 1
   */
  record Attempts(Path seeds, long count) implements UnitSource {
    public Attempts {
      if (count < 1 || count > 1_000_000_000) {
        throw new UserError("count: " + count + " is out of range, expected 1 to 1000000000");
      }
    }

    @Override
    public void require() throws IOException {
      InputFiles.requireRegular(seeds);
      DataReport report = RowReader.check(List.of(seeds), Purpose.ANY);
      if (report.problems().total() > 0) {
        throw new DataException(report.problems());
      }
    }

    @Override
    public List<Artifact> inputs() throws IOException {
      return List.of(Artifact.of(seeds));
    }

    @Override
    public String settings() {
      return "attempts=" + count;
    }

    @Override
    public Prepared prepare(Path out, RunContext context) {
      return new Prepared("attempts", count, Map.of(), () -> new AttemptUnits(count));
    }
  }

  /** Rows as units. */
  final class RowUnits implements UnitStream {
    private final List<Path> files;
    private int file;
    private long index;
    private @Nullable RawRows open;

    RowUnits(List<Path> files) {
      this.files = files;
    }

    @Override
    public @Nullable Unit next() throws IOException {
      while (true) {
        RawRows rows = open;
        if (rows == null) {
          if (file == files.size()) {
            return null;
          }
          rows = RawRows.open(files.get(file++));
          open = rows;
        }
        RawRows.RawRow row = rows.next();
        if (row == null) {
          rows.close();
          open = null;
          continue;
        }
        Map<String, Object> object = row.object();
        if (object == null) {
          throw new UserError(String.valueOf(row.problem()));
        }
        Path name = files.get(file - 1).getFileName();
        return new Unit(index++, name + ":" + row.source().line(), object);
      }
    }

    @Override
    public void close() throws IOException {
      if (open != null) {
        open.close();
      }
    }
  }

  /** Numbers as units. */
  final class AttemptUnits implements UnitStream {
    private final long count;
    private long index;

    AttemptUnits(long count) {
      this.count = count;
    }

    @Override
    public @Nullable Unit next() {
      if (index == count) {
        return null;
      }
      return new Unit(index, "attempt " + index++, Map.of());
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
