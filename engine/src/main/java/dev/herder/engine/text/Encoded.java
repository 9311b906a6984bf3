package dev.herder.engine.text;

import dev.herder.core.data.Source;

/**
 * One sequence and which of its tokens are learned.
 *
 * <p>The arrays are not copied: do not write to them.
 */
public final class Encoded implements EncodedRow {
  private final Source source;
  private final int[] ids;
  private final boolean[] loss;
  private final long supervised;

  /**
   * A sequence.
   *
   * @param source where the row came from
   * @param ids the tokens
   * @param loss whether token t is to be predicted from those before it; never for the first
   */
  public Encoded(Source source, int[] ids, boolean[] loss) {
    if (loss.length != ids.length || (loss.length > 0 && loss[0])) {
      throw new IllegalArgumentException(
          ids.length + " ids, " + loss.length + " loss flags, the first must be false");
    }
    this.source = source;
    this.ids = ids;
    this.loss = loss;
    long count = 0;
    for (boolean each : loss) {
      count += each ? 1 : 0;
    }
    this.supervised = count;
  }

  @Override
  public Source source() {
    return source;
  }

  /** The tokens. */
  public int[] ids() {
    return ids;
  }

  /** Whether token t is to be predicted from those before it. */
  public boolean[] loss() {
    return loss;
  }

  @Override
  public long tokens() {
    return ids.length;
  }

  @Override
  public long supervised() {
    return supervised;
  }
}
