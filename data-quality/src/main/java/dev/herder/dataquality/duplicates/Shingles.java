package dev.herder.dataquality.duplicates;

import dev.herder.core.overlap.Ngrams;
import dev.herder.core.overlap.Words;
import dev.herder.dataquality.rows.Part;
import java.util.Arrays;
import java.util.List;

/** The set of word sequences that a row is compared by, as sorted 64-bit hashes. */
final class Shingles {
  private Shingles() {}

  /**
   * The different sequences of n words over all texts; one of all words if there are fewer.
   *
   * @return ascending; empty if there is no word
   */
  static long[] of(List<Part> parts, int n) {
    long[][] each = new long[2 * parts.size()][];
    int length = 0;
    for (int i = 0; i < parts.size(); i++) {
      each[2 * i] = Words.hashes(parts.get(i).text());
      each[2 * i + 1] = Words.hashes(parts.get(i).calls());
      length += each[2 * i].length + each[2 * i + 1].length;
    }
    if (length == 0) {
      return new long[0];
    }
    long[] words = new long[length];
    int at = 0;
    for (long[] some : each) {
      System.arraycopy(some, 0, words, at, some.length);
      at += some.length;
    }
    long[] grams = Ngrams.hashes(words, Math.min(n, length));
    Arrays.sort(grams);
    int different = 1;
    for (int i = 1; i < grams.length; i++) {
      if (grams[i] != grams[i - 1]) {
        grams[different++] = grams[i];
      }
    }
    return Arrays.copyOf(grams, different);
  }
}
