package dev.herder.synthdata;

import dev.herder.core.run.Hashes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Knows which rows were there before: equal keys always, and nearly equal ones by ROUGE-L.
 *
 * <p>Keys are held as hashes of 64 bits; only a threshold below 1 holds their words too.
 */
final class Novelty {
  private final double threshold;
  private final Set<Long> keys = new HashSet<>();
  private final List<String[]> words = new ArrayList<>();

  /**
   * Knows nothing yet.
   *
   * @param threshold the F-measure from which two keys count as alike, in (0, 1]
   */
  Novelty(double threshold) {
    this.threshold = threshold;
  }

  /** What a key is to those before it. */
  enum Finding {
    NEW,
    EQUAL,
    ALIKE
  }

  /** Looks a key up, and remembers it if it is new. */
  Finding add(String key) {
    if (!keys.add(Long.parseUnsignedLong(Hashes.ofString(key).substring(0, 16), 16))) {
      return Finding.EQUAL;
    }
    if (threshold < 1) {
      String[] own = key.split(" ");
      for (String[] before : words) {
        if (rougeL(own, before) >= threshold) {
          return Finding.ALIKE;
        }
      }
      words.add(own);
    }
    return Finding.NEW;
  }

  /** Harmonic mean of the shares that the longest common subsequence has of both. */
  static double rougeL(String[] a, String[] b) {
    if (a.length == 0 || b.length == 0) {
      return 0;
    }
    int[] row = new int[b.length + 1];
    for (String word : a) {
      int diagonal = 0;
      for (int j = 1; j <= b.length; j++) {
        int above = row[j];
        row[j] = word.equals(b[j - 1]) ? diagonal + 1 : Math.max(above, row[j - 1]);
        diagonal = above;
      }
    }
    return 2.0 * row[b.length] / (a.length + b.length);
  }
}
