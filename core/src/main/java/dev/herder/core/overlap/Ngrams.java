package dev.herder.core.overlap;

/** Hashes of the n-grams of a sequence of words. */
public final class Ngrams {
  private static final long BASE = 0xD1342543DE82EF95L;

  private Ngrams() {}

  /**
   * A 64-bit hash of every n consecutive words, by the place of the first.
   *
   * <p>The sum of the words' hashes times powers of a base is carried from one place to the next,
   * so the work does not grow with n.
   *
   * @param words hashes of words, by {@link Words#hashes}
   * @param n at least 1
   * @return {@code words.length - n + 1} hashes, or none if there are fewer words than n
   */
  public static long[] hashes(long[] words, int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n-grams of " + n + " words");
    }
    if (words.length < n) {
      return new long[0];
    }
    long power = 1;
    long sum = 0;
    for (int i = 0; i < n; i++) {
      sum = sum * BASE + words[i];
      power *= BASE;
    }
    long[] hashes = new long[words.length - n + 1];
    hashes[0] = Words.mix(sum + n);
    for (int i = n; i < words.length; i++) {
      sum = sum * BASE + words[i] - power * words[i - n];
      hashes[i - n + 1] = Words.mix(sum + n);
    }
    return hashes;
  }

  /** A 64-bit hash of all words together; another than that of any part or longer sequence. */
  public static long whole(long[] words) {
    return words.length == 0 ? Words.mix(1) : hashes(words, words.length)[0];
  }
}
