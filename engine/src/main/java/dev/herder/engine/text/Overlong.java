package dev.herder.engine.text;

/** What happens to a row with more tokens than the maximum. */
public enum Overlong {
  /** It is a problem of the data. */
  ERROR,
  /** It is left out and counted. */
  DROP,
  /** Its beginning is kept and it is counted; left out if nothing to learn remains. */
  TRUNCATE
}
