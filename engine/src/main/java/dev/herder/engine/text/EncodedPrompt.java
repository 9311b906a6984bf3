package dev.herder.engine.text;

import dev.herder.core.data.Source;

/** A prompt to answer, the generation prompt included. */
public final class EncodedPrompt implements EncodedRow {
  private final Source source;
  private final int[] ids;

  /**
   * A prompt.
   *
   * @param source where the row came from
   * @param ids the tokens; not copied, do not write to them
   */
  public EncodedPrompt(Source source, int[] ids) {
    this.source = source;
    this.ids = ids;
  }

  @Override
  public Source source() {
    return source;
  }

  /** The tokens. */
  public int[] ids() {
    return ids;
  }

  @Override
  public long tokens() {
    return ids.length;
  }

  @Override
  public long supervised() {
    return 0;
  }
}
