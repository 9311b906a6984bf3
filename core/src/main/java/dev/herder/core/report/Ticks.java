package dev.herder.core.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The marks of an axis: round values at steps of 1, 2 or 5 times a power of ten.
 *
 * @param marks in ascending order
 */
public record Ticks(List<Mark> marks) {
  private static final String[] SUFFIXES = {"", "k", "M", "G", "T"};

  /** One mark, labelled with as many digits as tell it from its neighbours. */
  public record Mark(double value, String label) {}

  public Ticks {
    marks = List.copyOf(marks);
  }

  /**
   * The smallest of 1, 2, 5, 10, ... times a power of ten that is no less than a value.
   *
   * @param least positive and finite
   */
  static BigDecimal step(double least) {
    if (!(least > 0) || Double.isInfinite(least)) {
      throw new IllegalArgumentException("a step of " + least);
    }
    int power = (int) Math.floor(Math.log10(least));
    for (int candidate : new int[] {1, 2, 5, 10, 20}) {
      BigDecimal step = BigDecimal.valueOf(candidate).scaleByPowerOfTen(power);
      // The slack forgives the last bits of a quotient that should be round.
      if (step.doubleValue() >= least * (1 - 1e-12)) {
        return step;
      }
    }
    return BigDecimal.valueOf(50).scaleByPowerOfTen(power);
  }

  /**
   * Marks inside a range.
   *
   * @param low finite, less than high by more than rounding
   * @param most how many at most, about
   */
  public static Ticks linear(double low, double high, int most) {
    return linear(low, high, step((high - low) / Math.max(1, most)));
  }

  /** Marks inside a range of whole numbers: no two are closer than 1. */
  public static Ticks whole(double low, double high, int most) {
    return linear(low, high, step((high - low) / Math.max(1, most)).max(BigDecimal.ONE));
  }

  private static Ticks linear(double low, double high, BigDecimal step) {
    long first = quotient(low, step, RoundingMode.CEILING);
    long last = quotient(high, step, RoundingMode.FLOOR);
    List<BigDecimal> values = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      values.add(step.multiply(BigDecimal.valueOf(i)));
    }
    return new Ticks(labelled(values, step));
  }

  private static long quotient(double value, BigDecimal step, RoundingMode mode) {
    BigDecimal exact = new BigDecimal(value).divide(step, 9, RoundingMode.HALF_EVEN);
    return exact.setScale(0, mode).longValueExact();
  }

  /**
   * Marks of a logarithmic axis: powers of ten, with 2 and 5 times these if there are few.
   *
   * @param low positive, less than high
   */
  public static Ticks logarithmic(double low, double high, int most) {
    if (!(low > 0) || !(high > low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException("a logarithmic axis from " + low + " to " + high);
    }
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.ceil(Math.log10(high));
    int stride = Math.max(1, (int) Math.ceil((last - first + 1.0) / Math.max(1, most)));
    List<Mark> decades = new ArrayList<>();
    List<Mark> finer = new ArrayList<>();
    for (int power = first; power <= last; power++) {
      for (int factor : new int[] {1, 2, 5}) {
        double value = BigDecimal.valueOf(factor).scaleByPowerOfTen(power).doubleValue();
        if (value >= low && value <= high) {
          Mark mark = new Mark(value, Figures.compact(value));
          finer.add(mark);
          if (factor == 1 && Math.floorMod(power - first, stride) == 0) {
            decades.add(mark);
          }
        }
      }
    }
    if (decades.size() > 2) {
      return new Ticks(decades);
    }
    return finer.size() > 2 ? new Ticks(finer) : linear(low, high, most);
  }

  private static List<Mark> labelled(List<BigDecimal> values, BigDecimal step) {
    double largest = values.stream().mapToDouble(v -> Math.abs(v.doubleValue())).max().orElse(0);
    int magnitude = largest > 0 ? (int) Math.floor(Math.log10(largest) + 1e-12) : 0;
    boolean suffixed = magnitude >= 0 && magnitude < 3 * SUFFIXES.length;
    int shift = suffixed ? magnitude / 3 * 3 : magnitude < -3 || magnitude > 0 ? magnitude : 0;
    int decimals = Math.max(0, step.scaleByPowerOfTen(-shift).stripTrailingZeros().scale());
    String suffix = suffixed ? SUFFIXES[shift / 3] : shift == 0 ? "" : "e" + shift;
    return values.stream()
        .map(
            value ->
                new Mark(
                    value.doubleValue(),
                    value.signum() == 0
                        ? "0"
                        : value
                                .scaleByPowerOfTen(-shift)
                                .setScale(decimals, RoundingMode.HALF_EVEN)
                                .toPlainString()
                            + suffix))
        .toList();
  }
}
