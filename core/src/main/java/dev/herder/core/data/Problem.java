package dev.herder.core.data;

/**
 * One mistake in a data file.
 *
 * @param source the file and the line; line 0 means the file as a whole
 * @param key the place inside the row, for example {@code messages[2].role}; empty for the row as a
 *     whole
 * @param message what is there and what was expected
 * @param hint what to do; may be empty
 */
public record Problem(Source source, String key, String message, String hint) {
  /** {@code file:line: key: message; hint} on one line. */
  @Override
  public String toString() {
    return (source.line() == 0 ? source.file() : source.toString())
        + ": "
        + (key.isEmpty() ? "" : key + ": ")
        + message
        + (hint.isEmpty() ? "" : "; " + hint);
  }
}
