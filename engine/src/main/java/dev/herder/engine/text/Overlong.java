package dev.herder.engine.text;

/** What becomes of a row that is longer than the limit. */
public enum Overlong {
  /** The run is refused, and the rows are named. */
  ERROR,
  /** The row is left out, and counted. */
  DROP,
  /** The end of the row is cut off, and the row is counted. */
  TRUNCATE
}
