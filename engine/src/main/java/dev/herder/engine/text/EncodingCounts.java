package dev.herder.engine.text;

import dev.herder.core.data.Source;
import dev.herder.core.run.RowCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the rows of a run.
 *
 * @param rows used, dropped and truncated, by reason
 * @param tokens tokens of the used rows
 * @param supervised learned tokens among them
 * @param longest tokens of the longest used row
 * @param notes what is worth telling, with the number of rows and the first of them
 */
public record EncodingCounts(
    RowCounts rows, long tokens, long supervised, long longest, Map<Note, Noted> notes) {
  public EncodingCounts {
    Map<Note, Noted> copy = new EnumMap<>(Note.class);
    copy.putAll(notes);
    notes = Collections.unmodifiableMap(copy);
  }

  /**
   * Rows with one note.
   *
   * @param rows how many
   * @param first the first of them
   */
  public record Noted(long rows, Source first) {}

  /** One line for the whole and one for each note, for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    StringBuilder first = new StringBuilder();
    first.append(rows.used()).append(" of ").append(rows.read()).append(" rows, ");
    first.append(tokens).append(" tokens, ").append(supervised).append(" learned");
    rows.dropped().forEach((why, n) -> first.append("; dropped: ").append(n + " " + why));
    rows.truncated().forEach((why, n) -> first.append("; truncated: ").append(n + " " + why));
    lines.add(first.toString());
    notes.forEach(
        (note, noted) ->
            lines.add(noted.rows() + " " + note.title() + ", the first at " + noted.first()));
    return lines;
  }

  /** Counts as outcomes come. */
  static final class Counter {
    private long read;
    private long used;
    private long tokens;
    private long supervised;
    private long longest;
    private final Map<String, Long> dropped = new LinkedHashMap<>();
    private final Map<String, Long> truncated = new LinkedHashMap<>();
    private final Map<Note, Noted> notes = new EnumMap<>(Note.class);

    void add(Outcome outcome) {
      read++;
      if (outcome instanceof Outcome.Used row) {
        used++;
        tokens += row.row().tokens();
        supervised += row.row().supervised();
        longest = Math.max(longest, row.row().tokens());
        if (row.truncated()) {
          truncated.merge(Encoder.TOO_LONG, 1L, Long::sum);
        }
        Source source = row.row().source();
        row.notes()
            .forEach(
                note ->
                    notes.merge(
                        note,
                        new Noted(1, source),
                        (old, one) -> new Noted(old.rows() + 1, old.first())));
      } else if (outcome instanceof Outcome.Dropped row) {
        dropped.merge(row.reason(), 1L, Long::sum);
      } else {
        dropped.merge("refused", 1L, Long::sum);
      }
    }

    EncodingCounts counts() {
      return new EncodingCounts(
          new RowCounts(read, used, dropped, truncated), tokens, supervised, longest, notes);
    }
  }
}
