package dev.herder.engine.text;

import dev.herder.core.data.Source;

/** A row as ids. */
public sealed interface EncodedRow permits Encoded, EncodedAnswers, EncodedPrompt {
  /** Where the row came from. */
  Source source();

  /** Tokens in all. */
  long tokens();

  /** Tokens that are learned. */
  long supervised();
}
