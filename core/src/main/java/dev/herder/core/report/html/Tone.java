package dev.herder.core.report.html;

import java.util.Locale;

/** What a figure or a note means to the reader; shown by colour, never by colour alone. */
public enum Tone {
  /** A fact. */
  PLAIN,
  /** As it should be. */
  GOOD,
  /** Worth a look. */
  WARNING,
  /** Wrong. */
  BAD;

  String cssClass() {
    return name().toLowerCase(Locale.ROOT);
  }
}
