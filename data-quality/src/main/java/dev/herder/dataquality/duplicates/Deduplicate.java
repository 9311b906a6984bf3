package dev.herder.dataquality.duplicates;

import dev.herder.core.data.Repeats;
import dev.herder.core.data.Row;
import dev.herder.core.data.WholeRows;
import dev.herder.core.data.WholeRows.WholeRow;
import dev.herder.core.overlap.HashTable;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.Stage;
import dev.herder.dataquality.rows.Drop;
import dev.herder.dataquality.rows.Part;
import dev.herder.dataquality.rows.RowSplit;
import dev.herder.dataquality.rows.Step;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Drops rows that say the same as an earlier row, exactly or nearly.
 *
 * <p>Two rows are nearly the same if the sets of their word sequences have a Jaccard similarity of
 * at least the threshold. Rows are taken in their order, and one is kept if no row kept before it
 * is so near; so no two rows kept are. Near rows are looked for by minimum hashes in bands, which
 * miss a pair at the threshold with a probability below one in a million, and then compared
 * exactly. The result does not depend on the number of threads.
 *
 * <p>The files are read once and no text is kept: about 400 bytes of heap a kept row, and 8 bytes
 * on disk for each of its word sequences.
 */
public final class Deduplicate implements Stage<Deduplicate.Config, StepResult> {
  /** The rule of rows whose texts are those of an earlier row, letter for letter. */
  public static final String EXACT = "exact-duplicate";

  /** The rule of rows that are nearly the same as an earlier row. */
  public static final String NEAR = "near-duplicate";

  private static final int VALUES = 128;
  private static final int BATCH = 256;

  /**
   * What to do.
   *
   * @param data files of rows
   * @param out the folder to write to
   * @param settings what counts as the same
   * @param threads that hash rows, 1 to 1024
   * @param restore rules and rows ({@code FILE:LINE}) whose drops are undone
   */
  public record Config(
      List<Path> data, Path out, Settings settings, int threads, List<String> restore) {
    public Config {
      data = List.copyOf(data);
      restore = List.copyOf(restore);
      Step.require(threads >= 1 && threads <= 1024, "threads", threads, "1 to 1024");
    }
  }

  /**
   * What counts as the same.
   *
   * @param threshold the least Jaccard similarity of near duplicates, above 0 and at most 1
   * @param shingle words in a sequence, 1 to 100
   * @param compare which texts of a row
   * @param near whether near duplicates are looked for at all
   */
  public record Settings(double threshold, int shingle, Compared compare, boolean near) {
    public Settings {
      Step.require(threshold > 0 && threshold <= 1, "threshold", threshold, "above 0, at most 1");
      Step.require(shingle >= 1 && shingle <= 100, "shingle", shingle, "1 to 100");
    }

    /** The defaults: sequences of 3 words over all texts, 0.8 in common. */
    public static Settings defaults() {
      return new Settings(0.8, 3, Compared.ALL, true);
    }
  }

  @Override
  public StepResult run(Config config, RunContext context) throws IOException {
    return new Step(
            "dedup",
            config.data(),
            List.of(),
            config.out(),
            config.settings(),
            List.of(EXACT, NEAR, Drop.UNREADABLE),
            config.restore())
        .run(context, (rows, watch) -> new Pass(config).run(rows, watch));
  }

  /** A row with what it is compared by. */
  private static final class Hashed {
    final WholeRow row;
    final boolean comparable;
    final long high;
    final long low;
    final long[] set;
    final int[] keys;

    Hashed(WholeRow row, boolean comparable, long high, long low, long[] set, int[] keys) {
      this.row = row;
      this.comparable = comparable;
      this.high = high;
      this.low = low;
      this.set = set;
      this.keys = keys;
    }
  }

  /** One pass over the rows. */
  private static final class Pass {
    private final Config config;
    private final Banding banding;
    private final MinHash minHash;
    private final HashTable firsts = new HashTable(1 << 10);
    private final Longs firstLows = new Longs();
    private final Longs firstPlaces = new Longs();
    private final Longs nearPlaces = new Longs();
    private long compared;

    Pass(Config config) {
      this.config = config;
      banding = Banding.of(config.settings().threshold(), VALUES);
      minHash = new MinHash(VALUES, banding);
    }

    Map<String, Double> run(RowSplit split, Step.Watch watch) throws IOException {
      watch.begin("dedup");
      ExecutorService workers = Executors.newFixedThreadPool(config.threads());
      try (WholeRows rows = WholeRows.open(config.data());
          SetStore sets = new SetStore(config.out())) {
        NearIndex index = new NearIndex(config.settings().threshold(), banding.bands(), sets);
        Deque<Future<List<Hashed>>> ahead = new ArrayDeque<>();
        boolean more = true;
        while (more || !ahead.isEmpty()) {
          while (more && ahead.size() <= 2 * config.threads()) {
            List<WholeRow> batch = batch(rows);
            more = batch.size() == BATCH;
            ahead.add(workers.submit(() -> batch.stream().map(this::hashed).toList()));
          }
          for (Hashed each : finished(ahead.remove())) {
            watch.row(each.row.index());
            decide(each, index, split);
          }
        }
      } finally {
        workers.shutdownNow();
      }
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("bands", (double) banding.bands());
      figures.put("values in a band", (double) banding.width());
      figures.put("rows compared by words", (double) compared);
      return figures;
    }

    private static List<WholeRow> batch(WholeRows rows) throws IOException {
      List<WholeRow> batch = new ArrayList<>(BATCH);
      while (batch.size() < BATCH) {
        WholeRow row = rows.next();
        if (row == null) {
          break;
        }
        batch.add(row);
      }
      return batch;
    }

    private static List<Hashed> finished(Future<List<Hashed>> batch) throws IOException {
      try {
        return batch.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while rows were hashed", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("rows could not be hashed", e.getCause());
      }
    }

    private Hashed hashed(WholeRow whole) {
      Row row = whole.row();
      boolean prompts = config.settings().compare() == Compared.PROMPT;
      String key = row == null ? null : prompts ? Repeats.promptKey(row) : Repeats.key(row);
      if (row == null || key == null) {
        return new Hashed(whole, false, 0, 0, new long[0], new int[0]);
      }
      long[] set = new long[0];
      if (config.settings().near()) {
        set = Shingles.of(parts(row, prompts), config.settings().shingle());
      }
      int[] keys = set.length == 0 ? new int[0] : minHash.keys(set);
      long high = Long.parseUnsignedLong(key, 0, 16, 16);
      return new Hashed(whole, true, high, Long.parseUnsignedLong(key, 16, 32, 16), set, keys);
    }

    private static List<Part> parts(Row row, boolean prompts) {
      List<Part> parts = Part.of(row);
      if (!prompts) {
        return parts;
      }
      int end = 0;
      while (end < parts.size() && !parts.get(end).isAnswer()) {
        end++;
      }
      return parts.subList(0, end);
    }

    private void decide(Hashed hashed, NearIndex index, RowSplit split) throws IOException {
      WholeRow row = hashed.row;
      if (row.row() == null) {
        split.unreadable(row);
        return;
      }
      // RowSplit keeps what it does not drop.
      String first = hashed.comparable ? exact(hashed) : null;
      if (first != null) {
        split.drop(row, new Drop(EXACT, "the same as " + first));
        return;
      }
      if (hashed.keys.length > 0) {
        compared++;
        NearIndex.Near near = index.find(hashed.keys, hashed.set);
        if (near.entry() != HashTable.ABSENT) {
          split.drop(row, new Drop(NEAR, why(near)));
          return;
        }
        index.add(hashed.keys, hashed.set);
        nearPlaces.add(place(row));
      }
      split.keep(row);
    }

    /** The first row with the same texts, or null if this is the first. */
    private @Nullable String exact(Hashed hashed) {
      int entry = firsts.putIfAbsent(hashed.high, firsts.size());
      if (entry == firstLows.size()) {
        firstLows.add(hashed.low);
        firstPlaces.add(place(hashed.row));
        return null;
      }
      // Half a hash in common, but not the other: another row.
      return firstLows.get(entry) == hashed.low ? source(firstPlaces.get(entry)) : null;
    }

    private String why(NearIndex.Near near) {
      return String.format(
          Locale.ROOT,
          "similarity %.3f to %s",
          near.similarity(),
          source(nearPlaces.get(near.entry())));
    }

    private static long place(WholeRow row) {
      return ((long) row.file() << 44) | row.source().line();
    }

    private String source(long place) {
      return config.data().get((int) (place >>> 44)) + ":" + (place & ((1L << 44) - 1));
    }
  }
}
