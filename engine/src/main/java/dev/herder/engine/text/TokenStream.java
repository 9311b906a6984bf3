package dev.herder.engine.text;

import java.util.Arrays;

/**
 * Turns ids into text as they come, holding back what is not a whole character yet.
 *
 * <p>The pieces joined are the text that {@link Tokenizer#decode} gives for all ids at once, for
 * ids that decode to valid UTF-8. For one thread.
 */
public final class TokenStream {
  /** A character has at most four bytes, so more held tokens than this can never become one. */
  private static final int MOST_HELD = 8;

  private final Tokenizer tokenizer;
  private final boolean skipSpecial;
  private int[] ids = new int[64];
  private int size;
  private int context;
  private int shown;

  /**
   * A stream at its start.
   *
   * @param skipSpecial whether control tokens are left out
   */
  public TokenStream(Tokenizer tokenizer, boolean skipSpecial) {
    this.tokenizer = tokenizer;
    this.skipSpecial = skipSpecial;
  }

  /** Takes the next id and gives the text that is now certain, possibly empty. */
  public String push(int id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
    }
    ids[size++] = id;
    String piece = pending();
    boolean whole = !piece.endsWith("\ufffd") || size - shown > MOST_HELD;
    if (piece.isEmpty() || !whole) {
      return "";
    }
    // One shown piece stays as context: some decoders strip a space at the start of a text.
    context = shown;
    shown = size;
    return piece;
  }

  /** Gives what was held back, replacement characters included; call it after the last id. */
  public String end() {
    String piece = pending();
    context = shown;
    shown = size;
    return piece;
  }

  private String pending() {
    String before = decode(context, shown);
    String all = decode(context, size);
    return all.length() <= before.length() ? "" : all.substring(before.length());
  }

  private String decode(int from, int to) {
    return tokenizer.decode(Arrays.copyOfRange(ids, from, to), skipSpecial);
  }
}
