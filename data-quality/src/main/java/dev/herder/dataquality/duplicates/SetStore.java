package dev.herder.dataquality.duplicates;

import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets of sorted hashes in a file, read through memory maps: none of it lies on Java's heap.
 *
 * <p>The file is 8 bytes for each hash and 8 more for each set; it is deleted at the end.
 */
final class SetStore implements AutoCloseable {
  /** A name that {@link dev.herder.core.run.AtomicFiles#cleanLeftovers} clears after a kill. */
  static final String FILE = ".shingles.tmp-0000000000000000";

  /** Hashes in one map: room for the longest row. */
  private static final int SEGMENT = 1 << 26;

  private final Path file;
  private final FileChannel channel;
  private final List<LongBuffer> segments = new ArrayList<>();
  private int used = SEGMENT;

  SetStore(Path folder) throws IOException {
    file = folder.resolve(FILE);
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  /** Adds a set; gives the place to find it by. */
  long add(long[] set) throws IOException {
    if (set.length >= SEGMENT) {
      throw new UserError("a row of " + set.length + " word sequences, expected less; split it");
    }
    if (used + set.length + 1 > SEGMENT) {
      long start = (long) segments.size() * SEGMENT * Long.BYTES;
      segments.add(
          channel
              .map(FileChannel.MapMode.READ_WRITE, start, (long) SEGMENT * Long.BYTES)
              .asLongBuffer());
      used = 0;
    }
    LongBuffer segment = segments.get(segments.size() - 1);
    long place = (long) (segments.size() - 1) * SEGMENT + used;
    segment.put(used, set.length);
    segment.put(used + 1, set);
    used += set.length + 1;
    return place;
  }

  /** Jaccard similarity of a set and a stored one: common hashes over those in either. */
  double jaccard(long[] set, long place) {
    LongBuffer segment = segments.get((int) (place / SEGMENT));
    int at = (int) (place % SEGMENT);
    int length = (int) segment.get(at);
    int both = 0;
    int i = 0;
    int j = 0;
    while (i < set.length && j < length) {
      long mine = set[i];
      long other = segment.get(at + 1 + j);
      both += mine == other ? 1 : 0;
      i += mine <= other ? 1 : 0;
      j += other <= mine ? 1 : 0;
    }
    return (double) both / (set.length + length - both);
  }

  /** How many hashes a stored set has. */
  int size(long place) {
    return (int) segments.get((int) (place / SEGMENT)).get((int) (place % SEGMENT));
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
