package dev.herder.dataquality.duplicates;

import dev.herder.core.overlap.Words;
import java.util.Arrays;

/**
 * Signatures of sets by minimum hashes (Broder 1997), cut into bands.
 *
 * <p>Value i of a signature is the smallest of {@code (a_i x + b_i) mod 2^64 >>> 33} over the set's
 * hashes x.
 */
final class MinHash {
  private final long[] factors;
  private final long[] addends;
  private final Banding banding;

  /**
   * The functions, the same for the same numbers.
   *
   * @param values in a signature
   */
  MinHash(int values, Banding banding) {
    this.banding = banding;
    factors = new long[values];
    addends = new long[values];
    for (int i = 0; i < values; i++) {
      factors[i] = Words.mix(2L * i + 1) | 1;
      addends[i] = Words.mix(2L * i + 2);
    }
  }

  /**
   * The key of each band: sets with equal keys agree on the band's values, but for one pair of keys
   * in 2^32.
   *
   * @param set hashes, at least one
   */
  int[] keys(long[] set) {
    int values = factors.length;
    int[] least = new int[values];
    Arrays.fill(least, Integer.MAX_VALUE);
    for (long x : set) {
      for (int i = 0; i < values; i++) {
        int hash = (int) ((factors[i] * x + addends[i]) >>> 33);
        least[i] = Math.min(least[i], hash);
      }
    }
    int[] keys = new int[banding.bands()];
    for (int band = 0; band < keys.length; band++) {
      long key = band;
      for (int i = 0; i < banding.width(); i++) {
        key = Words.mix(key + least[band * banding.width() + i]);
      }
      keys[band] = (int) (key >>> 32);
    }
    return keys;
  }
}
