package dev.herder.dataquality.duplicates;

import dev.herder.core.overlap.HashTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows kept so far, to find one that is nearly the same as another row.
 *
 * <p>Rows that share a band's key are compared by the exact Jaccard similarity of their sets. With
 * B bands it takes 8 B + 12 bytes a row, and 4 to 8 B more for the heads of the chains: with the
 * default of 25 to 32 bands 320 to 530 bytes.
 */
final class NearIndex {
  private static final int CHUNK_BITS = 12;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int NONE = -1;

  private final double threshold;
  private final int bands;
  private final SetStore sets;

  /** For each row its bands' keys, each followed by the next row of the same bucket. */
  private final List<int[]> links = new ArrayList<>();

  private final List<long[]> places = new ArrayList<>();
  private final List<int[]> stamps = new ArrayList<>();
  private final int[][] heads;
  private int rows;
  private int queries;

  NearIndex(double threshold, int bands, SetStore sets) {
    this.threshold = threshold;
    this.bands = bands;
    this.sets = sets;
    this.heads = new int[bands][];
    allocate(1 << 10);
  }

  /**
   * A row that is nearly the same.
   *
   * @param entry its number among the rows added
   * @param similarity at least the threshold
   */
  record Near(int entry, double similarity) {
    /** Nothing near. */
    static final Near NOTHING = new Near(HashTable.ABSENT, 0);
  }

  /** A row whose similarity is at least the threshold, or {@link Near#NOTHING}. */
  Near find(int[] keys, long[] set) {
    queries++;
    for (int band = 0; band < bands; band++) {
      int at = heads[band][bucket(keys[band])];
      while (at != NONE) {
        int[] chunk = links.get(at >>> CHUNK_BITS);
        int link = 2 * ((at & (CHUNK - 1)) * bands + band);
        if (chunk[link] == keys[band] && isFirstMeeting(at)) {
          double similarity = similarity(at, set);
          if (similarity >= threshold) {
            return new Near(at, similarity);
          }
        }
        at = chunk[link + 1];
      }
    }
    return Near.NOTHING;
  }

  /** Whether the query meets a row for the first time; other bands may bring it again. */
  private boolean isFirstMeeting(int at) {
    int[] chunk = stamps.get(at >>> CHUNK_BITS);
    boolean first = chunk[at & (CHUNK - 1)] != queries;
    chunk[at & (CHUNK - 1)] = queries;
    return first;
  }

  private double similarity(int at, long[] set) {
    long place = places.get(at >>> CHUNK_BITS)[at & (CHUNK - 1)];
    int size = sets.size(place);
    // No two sets are more similar than the smaller is large beside the larger.
    double most = (double) Math.min(size, set.length) / Math.max(size, set.length);
    return most < threshold ? 0 : sets.jaccard(set, place);
  }

  /** Adds a row; rows count from 0. */
  void add(int[] keys, long[] set) throws IOException {
    if (rows == heads[0].length) {
      allocate(2 * rows);
      for (int row = 0; row < rows; row++) {
        chain(row);
      }
    }
    int within = rows & (CHUNK - 1);
    if (within == 0) {
      links.add(new int[2 * CHUNK * bands]);
      places.add(new long[CHUNK]);
      stamps.add(new int[CHUNK]);
    }
    int[] chunk = links.get(rows >>> CHUNK_BITS);
    for (int band = 0; band < bands; band++) {
      chunk[2 * (within * bands + band)] = keys[band];
    }
    places.get(rows >>> CHUNK_BITS)[within] = sets.add(set);
    chain(rows++);
  }

  /** Puts a row at the head of its bucket in each band. */
  private void chain(int row) {
    int[] chunk = links.get(row >>> CHUNK_BITS);
    for (int band = 0; band < bands; band++) {
      int link = 2 * ((row & (CHUNK - 1)) * bands + band);
      int bucket = bucket(chunk[link]);
      chunk[link + 1] = heads[band][bucket];
      heads[band][bucket] = row;
    }
  }

  private int bucket(int key) {
    return key & (heads[0].length - 1);
  }

  private void allocate(int buckets) {
    for (int band = 0; band < bands; band++) {
      // The old one is let go first: two generations of all bands would be too much.
      heads[band] = new int[0];
      heads[band] = new int[buckets];
      Arrays.fill(heads[band], NONE);
    }
  }
}
