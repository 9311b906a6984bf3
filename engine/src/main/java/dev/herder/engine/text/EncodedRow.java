package dev.herder.engine.text;

import dev.herder.core.data.Source;

/**
 * A tokenised row and which of its tokens are supervised.
 *
 * <p>Arrays are not copied.
 */
public final class EncodedRow {
  private final Source source;
  private final int[] ids;
  private final boolean[] targets;

  EncodedRow(Source source, int[] ids, boolean[] targets) {
    this.source = source;
    this.ids = ids;
    this.targets = targets;
  }

  public Source source() {
    return source;
  }

  /** Token ids, [tokens]. */
  public int[] ids() {
    return ids;
  }

  /** Which tokens are supervised, [tokens]; never the first. */
  public boolean[] targets() {
    return targets;
  }

  /** How many tokens are supervised. */
  public int targetCount() {
    int count = 0;
    for (boolean target : targets) {
      count += target ? 1 : 0;
    }
    return count;
  }
}
