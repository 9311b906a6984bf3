package dev.herder.synthdata;

import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.RawRows;
import dev.herder.synthdata.ask.Draft;
import dev.herder.synthdata.ask.Outcome;
import dev.herder.synthdata.ask.Unit;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came of each unit, one JSON object a line, in the order of the units. */
final class Journal {
  private Journal() {}

  /** One unit's line. */
  record Entry(long unit, String id, Outcome outcome) {}

  /** Takes an entry. */
  @FunctionalInterface
  interface Sink {
    /** Takes it. */
    void accept(Entry entry) throws IOException;
  }

  /**
   * Cuts off what a kill left of a window, so that windows begin where they would have begun.
   *
   * @return units that are done, a multiple of the window unless all are done
   */
  static long repair(Path file, int window, long units) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    // Opening mends a torn last line.
    JsonlWriter.append(file).close();
    long lines = 0;
    long position = 0;
    long end = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (int c = in.read(); c >= 0; c = in.read()) {
        position++;
        if (c == '\n') {
          lines++;
          if (lines % window == 0 || lines == units) {
            end = position;
          }
        }
      }
    }
    if (end < position) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(end);
      }
    }
    return lines == units ? units : lines - lines % window;
  }

  /** Writes the lines of a window and brings them to the disk. */
  static void append(JsonlWriter writer, List<Unit> units, List<Outcome> outcomes)
      throws IOException {
    for (int i = 0; i < units.size(); i++) {
      writer.write(json(units.get(i), outcomes.get(i)));
    }
    writer.commit();
  }

  private static Map<String, Object> json(Unit unit, Outcome outcome) {
    List<Object> drafts = new ArrayList<>();
    for (Draft draft : outcome.drafts()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("row", draft.row());
      each.put("attempt", draft.attempt());
      each.put("kind", draft.kind());
      each.put("key", draft.key());
      each.put("verdict", draft.verdict());
      drafts.add(each);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("unit", unit.index());
    line.put("id", unit.id());
    line.put("wanted", outcome.wanted());
    line.put("drafts", drafts);
    line.put("failures", outcome.failures());
    return line;
  }

  /** Reads all entries. */
  static void read(Path file, Sink sink) throws IOException {
    try (RawRows rows = RawRows.open(file)) {
      for (RawRows.RawRow row = rows.next(); row != null; row = rows.next()) {
        Map<String, Object> object = row.object();
        if (object == null || !(object.get("drafts") instanceof List<?> drafts)) {
          throw new UserError(
              row.source() + ": is damaged; delete the folder to make the rows anew");
        }
        List<Draft> all = new ArrayList<>();
        drafts.forEach(each -> all.add(draft(map(each))));
        Map<String, Integer> failures = new LinkedHashMap<>();
        map(object.get("failures")).forEach((reason, n) -> failures.put(reason, integer(n)));
        sink.accept(
            new Entry(
                integer(object.get("unit")),
                Objects.toString(object.get("id")),
                new Outcome(all, integer(object.get("wanted")), failures)));
      }
    }
  }

  private static Draft draft(Map<String, Object> each) {
    return new Draft(
        map(each.get("row")),
        integer(each.get("attempt")),
        Objects.toString(each.get("kind")),
        "",
        Objects.toString(each.get("key")),
        map(each.get("verdict")));
  }

  private static int integer(@Nullable Object value) {
    return value instanceof Number number ? number.intValue() : 0;
  }

  // The parser of rows makes maps with keys of text alone.
  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
