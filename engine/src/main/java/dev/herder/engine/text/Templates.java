package dev.herder.engine.text;

import java.time.Clock;

/** Encoders with the chat template that a model brings. */
public final class Templates {
  private Templates() {}

  /**
   * The encoder of a model.
   *
   * @param clock tells the date to templates that ask for it
   */
  public static RowEncoder encoder(Tokenizer tokenizer, Clock clock) {
    throw new UnsupportedOperationException(tokenizer.sha256() + clock);
  }
}
