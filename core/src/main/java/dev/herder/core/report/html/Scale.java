package dev.herder.core.report.html;

import dev.herder.core.report.Ticks;

/**
 * Where values lie on an axis: 0 at its low end, 1 at its high end.
 *
 * @param low less than high
 * @param logarithmic then low is positive
 */
record Scale(double low, double high, boolean logarithmic) {
  private static final double MARGIN = 0.05;

  /** Values beyond this are not drawn, so that no difference of two overflows. */
  private static final double FARTHEST = 1e300;

  /** Values below this are not drawn on a logarithmic axis, so that no quotient underflows. */
  private static final double NEAREST = 1e-300;

  /** Whether a value has a place on an axis. */
  static boolean isDrawable(double value, boolean logarithmic) {
    return Math.abs(value) <= FARTHEST && (!logarithmic || value >= NEAREST);
  }

  /** An axis of values with a margin; equal values lie in its middle. */
  static Scale around(double least, double most, boolean logarithmic) {
    if (logarithmic) {
      double margin = Math.max(MARGIN * (Math.log10(most) - Math.log10(least)), 0.02);
      double low = Math.max(Math.log10(least) - margin, -305);
      double high = Math.min(Math.log10(most) + margin, 305);
      return new Scale(Math.pow(10, low), Math.pow(10, high), true);
    }
    if (!isDistinct(least, most)) {
      double half = Math.max(Math.abs(least) / 10, least == 0 ? 1 : 1e-290);
      return new Scale(least - half, least + half, false);
    }
    double margin = MARGIN * (most - least);
    double low = least >= 0 ? Math.max(0, least - margin) : least - margin;
    return new Scale(low, most + margin, false);
  }

  /** An axis from the first to the last x, without a margin unless they are the same. */
  static Scale across(double first, double last) {
    double half = Math.max(1, Math.abs(first) * 1e-9);
    return isDistinct(first, last)
        ? new Scale(first, last, false)
        : new Scale(first - half, first + half, false);
  }

  private static boolean isDistinct(double low, double high) {
    return high - low > Math.max(1e-290, 1e-12 * Math.max(Math.abs(low), Math.abs(high)));
  }

  double at(double value) {
    return logarithmic
        ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
        : (value - low) / (high - low);
  }

  Ticks ticks(int most, boolean whole) {
    if (logarithmic) {
      return Ticks.logarithmic(low, high, most);
    }
    return whole ? Ticks.whole(low, high, most) : Ticks.linear(low, high, most);
  }
}
