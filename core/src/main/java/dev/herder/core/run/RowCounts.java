package dev.herder.core.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the rows that a run read: used, dropped or truncated, by reason.
 *
 * @param read rows read
 * @param used rows used, the truncated ones among them
 * @param dropped rows not used, by reason
 * @param truncated rows used after cutting, by reason
 */
public record RowCounts(
    long read, long used, Map<String, Long> dropped, Map<String, Long> truncated) {
  public RowCounts {
    dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
    truncated = Collections.unmodifiableMap(new LinkedHashMap<>(truncated));
    long lost = dropped.values().stream().mapToLong(Long::longValue).sum();
    if (used + lost != read) {
      throw new IllegalArgumentException(
          read + " rows read, but " + used + " used and " + lost + " dropped");
    }
  }

  /** All rows used as they were. */
  public static RowCounts allUsed(long rows) {
    return new RowCounts(rows, rows, Map.of(), Map.of());
  }
}
