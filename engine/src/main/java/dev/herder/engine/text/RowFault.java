package dev.herder.engine.text;

import dev.herder.core.UserError;
import dev.herder.core.data.Problem;
import dev.herder.core.data.Source;

/** One row cannot be encoded. */
final class RowFault extends UserError {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final String reason;
  private final String hint;

  RowFault(String key, String reason, String hint) {
    super(reason + "; " + hint);
    this.key = key;
    this.reason = reason;
    this.hint = hint;
  }

  /** The same with its place. */
  Problem at(Source source) {
    return new Problem(source, key, reason, hint);
  }
}
