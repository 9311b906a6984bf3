package dev.herder.core.report.html;

import java.util.Locale;

/** Shares as CSS lengths. */
final class Percent {
  private Percent() {}

  /** A share from 0 to 1, others brought to the nearer end, with two decimals. */
  static String of(double share) {
    double inside = share > 0 ? Math.min(share, 1) : 0;
    return String.format(Locale.ROOT, "%.2f%%", 100 * inside);
  }
}
