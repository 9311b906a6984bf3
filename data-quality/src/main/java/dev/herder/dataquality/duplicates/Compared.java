package dev.herder.dataquality.duplicates;

import java.util.Locale;

/** Which texts of a row are compared. */
public enum Compared {
  /** All of them. */
  ALL,
  /** What comes before the first answer. */
  PROMPT;

  /** The name in settings. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
