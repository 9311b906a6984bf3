package dev.herder.dataquality.mixing;

import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.RawRows;
import dev.herder.core.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings rows into the order of their keys through files: rows are spread over buckets by the upper
 * bits of their keys, and one bucket at a time is sorted in memory.
 */
final class Shuffle implements AutoCloseable {
  /** A name that {@link AtomicFiles#cleanLeftovers} clears after a kill. */
  private static final String FOLDER = ".buckets.tmp-0000000000000000";

  private static final int BUCKET_BYTES = 8 << 20;
  private static final int MOST_BUCKETS = 512;
  private static final String KEY = "key";
  private static final String ROW = "row";

  private final Path folder;
  private final int bits;
  private final List<JsonlWriter> buckets = new ArrayList<>();

  /**
   * Begins.
   *
   * @param parent where the buckets lie meanwhile
   * @param bytes what the rows take, about
   */
  Shuffle(Path parent, long bytes) throws IOException {
    folder = parent.resolve(FOLDER);
    long wanted = Math.max(2, Math.min(MOST_BUCKETS, bytes / BUCKET_BYTES));
    bits = Long.SIZE - Long.numberOfLeadingZeros(wanted - 1);
    Files.createDirectories(folder);
    for (int i = 0; i < 1 << bits; i++) {
      buckets.add(JsonlWriter.create(folder.resolve(i + ".jsonl")));
    }
  }

  /** Adds a row; keys are different and spread evenly over all 64 bits. */
  void add(long key, Map<String, Object> row) throws IOException {
    Map<String, Object> keyed = new LinkedHashMap<>();
    keyed.put(KEY, Long.toUnsignedString(key));
    keyed.put(ROW, row);
    buckets.get((int) (key >>> (Long.SIZE - bits))).write(keyed);
  }

  /** Writes all rows in the order of their keys. */
  void writeTo(JsonlWriter out) throws IOException {
    for (int i = 0; i < buckets.size(); i++) {
      if (buckets.get(i).rows() == 0) {
        continue;
      }
      buckets.get(i).commit();
      for (Keyed each : sorted(folder.resolve(i + ".jsonl"))) {
        out.write(each.row());
      }
    }
  }

  private record Keyed(long key, Map<String, Object> row) {}

  @SuppressWarnings("unchecked") // The row was written as an object by this class.
  private static List<Keyed> sorted(Path bucket) throws IOException {
    List<Keyed> rows = new ArrayList<>();
    try (RawRows file = RawRows.open(bucket)) {
      for (RawRows.RawRow row = file.next(); row != null; row = file.next()) {
        Map<String, Object> object = row.object();
        if (object == null
            || !(object.get(KEY) instanceof String key)
            || !(object.get(ROW) instanceof Map<?, ?> map)) {
          throw new IOException(bucket + " was changed while it was read");
        }
        rows.add(new Keyed(Long.parseUnsignedLong(key), (Map<String, Object>) map));
      }
    }
    rows.sort((a, b) -> Long.compareUnsigned(a.key(), b.key()));
    return rows;
  }

  @Override
  public void close() throws IOException {
    for (JsonlWriter bucket : buckets) {
      bucket.close();
    }
    AtomicFiles.deleteTree(folder);
  }
}
