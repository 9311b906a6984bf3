package dev.herder.core.overlap;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The n-grams of items, such as the questions of an evaluation, to ask which of them a text holds.
 *
 * <p>An item is covered as far as its words lie in n-grams of {@link Words} that the text has too.
 * N-grams that many items have, such as the wording of an instruction that they share, tell nothing
 * and are left out; words that lie in such n-grams alone do not count. Items of fewer than n words
 * are covered only by a text of just these words.
 *
 * <p>Memory: 12 bytes for each n-gram of each item, 18 to 36 for each different one.
 */
public final class ItemIndex {
  private static final int NONE = -1;

  private final int n;
  private final HashTable heads = new HashTable(1 << 10);
  private final HashTable wholes = new HashTable(1 << 10);
  private int[] next = new int[1 << 10];
  private int[] item = new int[1 << 10];
  private int[] place = new int[1 << 10];
  private int postings;
  private int[] words = new int[1 << 8];
  private int[] countable = new int[1 << 8];
  private int items;
  private final int most;

  /**
   * An item that a text holds.
   *
   * @param item its number
   * @param covered words of the item that lie in n-grams of the text
   * @param countable words of the item that count
   */
  public record Match(int item, int covered, int countable) {
    /** The covered share of the item, above 0 and at most 1. */
    public double share() {
      return (double) covered / countable;
    }
  }

  private ItemIndex(int n, int most) {
    this.n = n;
    this.most = most;
  }

  /**
   * The index of items.
   *
   * @param n words in an n-gram, at least 1
   * @param most n-grams that more different items have than this are left out
   * @param items their texts; the same words again are not another item
   */
  public static ItemIndex of(int n, int most, Iterable<String> items) {
    if (n < 1 || most < 1) {
      throw new IllegalArgumentException("n " + n + ", most " + most);
    }
    ItemIndex index = new ItemIndex(n, most);
    items.forEach(index::add);
    index.countWords();
    return index;
  }

  /** How many texts were given, repeats among them. */
  public int items() {
    return items;
  }

  private void add(String text) {
    int number = items++;
    if (number == words.length) {
      words = Arrays.copyOf(words, 2 * number);
      countable = Arrays.copyOf(countable, 2 * number);
    }
    long[] hashes = Words.hashes(text);
    words[number] = hashes.length;
    if (hashes.length == 0 || wholes.putIfAbsent(Ngrams.whole(hashes), number) != number) {
      return;
    }
    long[] grams = NgramIndex.grams(hashes, n);
    for (int i = 0; i < grams.length; i++) {
      grow();
      next[postings] = heads.get(grams[i]);
      item[postings] = number;
      place[postings] = i;
      heads.put(grams[i], postings++);
    }
  }

  private void grow() {
    if (postings == next.length) {
      int larger = Math.addExact(postings, postings);
      next = Arrays.copyOf(next, larger);
      item = Arrays.copyOf(item, larger);
      place = Arrays.copyOf(place, larger);
    }
  }

  /** Counts each item's words that lie in an n-gram which not too many items have. */
  private void countWords() {
    BitSet common = new BitSet();
    BitSet seen = new BitSet();
    for (int p = postings - 1; p >= 0; p--) {
      // A chain runs from its last posting to its first, so its head is met before its members.
      if (!seen.get(p)) {
        boolean many = isCommon(p);
        for (int q = p; q != NONE; q = next[q]) {
          seen.set(q);
          common.set(q, many);
        }
      }
    }
    int end = 0;
    for (int p = 0; p < postings; p++) {
      int number = item[p];
      int length = Math.min(n, words[number]);
      end = place[p] == 0 ? 0 : end;
      if (!common.get(p)) {
        countable[number] += place[p] + length - Math.max(end, place[p]);
        end = place[p] + length;
      }
    }
  }

  private boolean isCommon(int head) {
    int different = 0;
    int last = NONE;
    for (int p = head; p != NONE; p = next[p]) {
      different += item[p] == last ? 0 : 1;
      last = item[p];
      if (different > most) {
        return true;
      }
    }
    return false;
  }

  /**
   * The item of which the largest share is covered by texts together; null if none is touched.
   *
   * <p>Of equal ones it is the first.
   */
  public @Nullable Match best(List<String> texts) {
    Map<Integer, BitSet> covered = new TreeMap<>();
    for (String text : texts) {
      cover(Words.hashes(text), covered);
    }
    Match best = null;
    for (Map.Entry<Integer, BitSet> each : covered.entrySet()) {
      int all = countable[each.getKey()];
      Match match = new Match(each.getKey(), each.getValue().cardinality(), all);
      best = best == null || match.share() > best.share() ? match : best;
    }
    return best;
  }

  private void cover(long[] hashes, Map<Integer, BitSet> covered) {
    int length = Math.min(n, hashes.length);
    Set<Integer> met = new HashSet<>();
    for (long gram : NgramIndex.grams(hashes, n)) {
      int head = heads.get(gram);
      // An n-gram that the text repeats would cover the same words again.
      if (head == HashTable.ABSENT || !met.add(head) || isCommon(head)) {
        continue;
      }
      for (int p = head; p != NONE; p = next[p]) {
        covered.computeIfAbsent(item[p], i -> new BitSet()).set(place[p], place[p] + length);
      }
    }
  }
}
