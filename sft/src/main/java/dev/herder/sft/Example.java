package dev.herder.sft;

/**
 * A tokenised row.
 *
 * <p>Arrays are not copied.
 */
public final class Example {
  private final String source;
  private final int[] ids;
  private final boolean[] targets;

  /**
   * A row.
   *
   * @param source where it comes from, {@code file:line}
   * @param ids its tokens, at least one
   * @param targets which of them are supervised; never the first
   */
  public Example(String source, int[] ids, boolean[] targets) {
    this.source = source;
    this.ids = ids;
    this.targets = targets;
  }

  public String source() {
    return source;
  }

  /** Token ids, [tokens]. */
  public int[] ids() {
    return ids;
  }

  /** Which tokens are supervised, [tokens]. */
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
