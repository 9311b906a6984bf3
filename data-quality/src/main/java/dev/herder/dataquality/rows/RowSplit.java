package dev.herder.dataquality.rows;

import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.WholeRows.WholeRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes each row to {@code kept.jsonl} or {@code dropped.jsonl}, and counts.
 *
 * <p>A dropped row is written whole, with the rule that dropped it, so that nothing is lost. A row
 * that the user wants back, by its rule or by its id, is kept and counted as restored.
 */
public final class RowSplit implements AutoCloseable {
  private static final int SAMPLES = 3;
  private static final int SHOWN = 600;

  private final Set<String> restore;
  private final JsonlWriter kept;
  private final JsonlWriter dropped;
  private final Map<String, Long> byRule = new LinkedHashMap<>();
  private final Map<String, Long> restored = new LinkedHashMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
  private long read;

  /**
   * A dropped row as a report shows it.
   *
   * @param id where it stood
   * @param why what the rule found
   * @param text the beginning of its texts; empty where they must not be shown
   */
  record Sample(String id, String why, String text) {}

  RowSplit(Path kept, Path dropped, Set<String> restore) throws IOException {
    this.restore = restore;
    this.kept = JsonlWriter.create(kept);
    this.dropped = JsonlWriter.create(dropped);
  }

  /** Keeps a row as it stands. */
  public void keep(WholeRow row) throws IOException {
    keep(row, Map.of());
  }

  /** Keeps a row with further keys, which replace those of the same name. */
  public void keep(WholeRow row, Map<String, ?> more) throws IOException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    if (row.object() != null) {
      object.putAll(row.object());
    }
    object.putAll(more);
    kept.write(object);
    seen(row.source().toString());
    read++;
  }

  /**
   * Drops a row, unless it is to be restored; then it is kept.
   *
   * @return whether it was dropped
   */
  public boolean drop(WholeRow row, Drop drop) throws IOException {
    String id = row.source().toString();
    seen(id);
    if (row.row() != null && (restore.contains(drop.rule()) || restore.contains(id))) {
      restored.merge(drop.rule(), 1L, Long::sum);
      keep(row);
      return false;
    }
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("rule", drop.rule());
    line.put("id", id);
    line.put("why", drop.why());
    line.put("row", row.object());
    dropped.write(line);
    byRule.merge(drop.rule(), 1L, Long::sum);
    List<Sample> some = samples.computeIfAbsent(drop.rule(), rule -> new ArrayList<>());
    if (some.size() < SAMPLES) {
      some.add(new Sample(id, drop.why(), text(row, drop)));
    }
    read++;
    return true;
  }

  /** Drops a row that is no row, with its problem as the reason. */
  public void unreadable(WholeRow row) throws IOException {
    drop(row, new Drop(Drop.UNREADABLE, String.valueOf(row.problem())));
  }

  private static String text(WholeRow row, Drop drop) {
    if (drop.sensitive() || row.row() == null) {
      return "";
    }
    String text = Part.shown(Part.of(row.row()));
    int end = Math.min(SHOWN, text.length());
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return end < text.length() ? text.substring(0, end) + " …" : text;
  }

  private void seen(String id) {
    if (restore.contains(id)) {
      asked.add(id);
    }
  }

  /** Rows to restore that there were. */
  Set<String> asked() {
    return asked;
  }

  /** Rows so far. */
  public long read() {
    return read;
  }

  /** Rows kept so far. */
  public long kept() {
    return kept.rows();
  }

  Map<String, Long> byRule() {
    return byRule;
  }

  Map<String, Long> restored() {
    return restored;
  }

  Map<String, List<Sample>> samples() {
    return samples;
  }

  void commit() throws IOException {
    kept.commit();
    dropped.commit();
  }

  @Override
  public void close() throws IOException {
    try {
      kept.close();
    } finally {
      dropped.close();
    }
  }
}
