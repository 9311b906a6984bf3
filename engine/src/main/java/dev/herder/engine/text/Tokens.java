package dev.herder.engine.text;

import java.util.Arrays;

/**
 * Tokens of a text and where each lies in it.
 *
 * <p>Several tokens may share the place of one character (the bytes of an emoji); a token that the
 * tokenizer adds (BOS) has an empty place. The arrays are not copied: do not write to them.
 */
public final class Tokens {
  private final int[] ids;
  private final int[] starts;
  private final int[] ends;

  /**
   * Tokens with their places.
   *
   * @param ids the ids
   * @param starts first UTF-16 index of each token, not decreasing
   * @param ends UTF-16 index after each token
   */
  public Tokens(int[] ids, int[] starts, int[] ends) {
    if (starts.length != ids.length || ends.length != ids.length) {
      throw new IllegalArgumentException(
          ids.length + " ids, " + starts.length + " starts, " + ends.length + " ends");
    }
    this.ids = ids;
    this.starts = starts;
    this.ends = ends;
  }

  /** How many tokens. */
  public int size() {
    return ids.length;
  }

  /** The ids. */
  public int[] ids() {
    return ids;
  }

  /** The id of token i. */
  public int id(int i) {
    return ids[i];
  }

  /** The UTF-16 index where token i begins. */
  public int start(int i) {
    return starts[i];
  }

  /** The UTF-16 index after token i. */
  public int end(int i) {
    return ends[i];
  }

  @Override
  public String toString() {
    return Arrays.toString(ids);
  }
}
