package dev.herder.core.overlap;

/**
 * The n-grams of many texts, to ask how much of another text lies in them.
 *
 * <p>A token is contaminated if it lies in an n-gram of {@link Words} that occurs in the index, as
 * section 5.1.4 of "The Llama 3 Herd of Models" (arXiv 2407.21783) measures with n = 8. A text of
 * fewer than n words has no n-gram: it is indexed as a whole, and found by a text of just these
 * words.
 *
 * <p>Only 64-bit hashes are kept: 18 to 36 bytes for each different n-gram (see {@link HashTable}),
 * whatever n. With N n-grams in the index, an n-gram that is not there is taken for one of them
 * with probability N / 2^64.
 */
public final class NgramIndex {
  private final int n;
  private final HashTable grams;

  private NgramIndex(int n, HashTable grams) {
    this.n = n;
    this.grams = grams;
  }

  /** Collects texts. */
  public static final class Builder {
    private final int n;
    private final HashTable grams = new HashTable(1 << 10);
    private int texts;

    private Builder(int n) {
      this.n = n;
    }

    /** Adds a text's n-grams; texts count from 0. */
    public Builder add(String text) {
      long[] words = Words.hashes(text);
      for (long gram : grams(words, n)) {
        grams.putIfAbsent(gram, texts);
      }
      texts++;
      return this;
    }

    /** The index of the texts so far; the builder must not be used again. */
    public NgramIndex build() {
      return new NgramIndex(n, grams);
    }
  }

  /**
   * What a text has in common with the index.
   *
   * @param words words of the text
   * @param contaminated how many of them lie in an n-gram of the index
   * @param firstText the number of the first text added that has the first common n-gram; -1 if
   *     nothing is common
   */
  public record Overlap(int words, int contaminated, int firstText) {
    /** The contaminated share of the words, 0 to 1; 0 for a text without words. */
    public double share() {
      return words == 0 ? 0 : (double) contaminated / words;
    }
  }

  /**
   * Begins an index.
   *
   * @param n words in an n-gram, at least 1
   */
  public static Builder builder(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n-grams of " + n + " words");
    }
    return new Builder(n);
  }

  /** The index of texts. */
  public static NgramIndex of(int n, Iterable<String> texts) {
    Builder builder = builder(n);
    texts.forEach(builder::add);
    return builder.build();
  }

  /** Words in an n-gram. */
  public int n() {
    return n;
  }

  /** Different n-grams in the index, short texts that stand as a whole among them. */
  public int size() {
    return grams.size();
  }

  /** How many words of a text lie in n-grams of the index. */
  public Overlap overlap(String text) {
    long[] words = Words.hashes(text);
    long[] found = grams(words, n);
    int length = Math.min(n, words.length);
    int contaminated = 0;
    int firstText = -1;
    int end = 0;
    for (int i = 0; i < found.length; i++) {
      int value = grams.get(found[i]);
      if (value != HashTable.ABSENT) {
        firstText = firstText < 0 ? value : firstText;
        contaminated += i + length - Math.max(end, i);
        end = i + length;
      }
    }
    return new Overlap(words.length, contaminated, firstText);
  }

  /** A text's n-grams; of a shorter text the whole; none of a text without words. */
  static long[] grams(long[] words, int n) {
    return words.length == 0 ? words : Ngrams.hashes(words, Math.min(n, words.length));
  }
}
