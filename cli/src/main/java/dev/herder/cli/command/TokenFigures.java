package dev.herder.cli.command;

import dev.herder.engine.text.EncodingCounts;

/** What commands say of rows in tokens. */
final class TokenFigures {
  private TokenFigures() {}

  /** The learned share of all tokens, 0 if there are none. */
  static double share(EncodingCounts counts) {
    return counts.tokens() == 0 ? 0 : (double) counts.supervised() / counts.tokens();
  }
}
