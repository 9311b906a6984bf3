package dev.herder.engine.text;

/** A prompt with a text that follows it, encoded in one go. */
public final class EncodedContinuation {
  private final int[] ids;
  private final int from;

  /**
   * A prompt with its text.
   *
   * @param ids all tokens; not copied, do not write to them
   * @param from the first token of the text, from 1
   */
  public EncodedContinuation(int[] ids, int from) {
    if (from < 1 || from > ids.length) {
      throw new IllegalArgumentException("from " + from + " of " + ids.length);
    }
    this.ids = ids;
    this.from = from;
  }

  /** All tokens. */
  public int[] ids() {
    return ids;
  }

  /** The first token of the text, from 1; the number of tokens where the text has none. */
  public int from() {
    return from;
  }
}
