package dev.herder.core.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts of a sample in bins of equal width, their edges round numbers.
 *
 * @param bins in ascending order, each beginning where the one before ends; empty if no value is
 *     finite
 * @param nonFinite values in no bin because they are NaN or infinite
 */
public record Histogram(List<Bin> bins, long nonFinite) {
  private static final int MOST_WHOLE_VALUES = 24;

  /** Values from one edge up to, but not including, the next; the last bin includes its end. */
  public record Bin(double from, double to, long count) {}

  public Histogram {
    bins = List.copyOf(bins);
  }

  /** How many values are in the bins. */
  public long total() {
    return bins.stream().mapToLong(Bin::count).sum();
  }

  /**
   * Bins by the rule of Freedman and Diaconis, widened to a round width.
   *
   * <p>The width is 2 IQR / n^(1/3), or that of a sample spread evenly where the quartiles fall
   * together. Samples of few different whole numbers, such as 0 and 1, get a bin around each.
   *
   * @param mostBins at least 1; the width grows until so many are enough
   */
  public static Histogram of(double[] values, int mostBins) {
    double[] sample = Stats.finite(values);
    return sample.length == 0
        ? new Histogram(List.of(), values.length)
        : counted(values, edges(sample, mostBins));
  }

  /** Several samples in the same bins, chosen for all values together. */
  public static Map<String, Histogram> shared(Map<String, double[]> samples, int mostBins) {
    double[] all = Stats.finite(concatenated(samples.values()));
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    double[] edges = all.length == 0 ? new double[0] : edges(all, mostBins);
    samples.forEach(
        (name, values) ->
            histograms.put(
                name,
                all.length == 0
                    ? new Histogram(List.of(), values.length)
                    : counted(values, edges)));
    return histograms;
  }

  private static double[] concatenated(Collection<double[]> samples) {
    return samples.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[] edges(double[] sample, int mostBins) {
    if (mostBins < 1) {
      throw new IllegalArgumentException(mostBins + " bins");
    }
    Stats.Summary summary = Stats.summary(sample);
    double low = summary.minimum();
    double high = summary.maximum();
    if (isWhole(sample) && high - low < Math.min(mostBins, MOST_WHOLE_VALUES)) {
      return evenly(low - 0.5, 1, (int) (high - low) + 1);
    }
    // Halved first, since the difference of two large values may overflow.
    double range = 2 * (high / 2 - low / 2);
    if (Double.isInfinite(range)) {
      return new double[] {low, high};
    }
    if (!(range > Math.max(1e-300, 1e-12 * Math.max(Math.abs(low), Math.abs(high))))) {
      double half = Math.max(0.5, Math.abs(low) / 2);
      return new double[] {low - half, low + half};
    }
    double spread = summary.upperQuartile() - summary.lowerQuartile();
    double width = 2 * (spread > 0 ? spread : range / 2) / Math.cbrt(sample.length);
    // One bin less than allowed, since rounding the edges outwards may add one.
    double least = range / Math.max(1, mostBins - 1);
    BigDecimal step = Ticks.step(Math.max(width, least));
    BigDecimal first = BigDecimal.valueOf(low).divide(step, 0, RoundingMode.FLOOR);
    BigDecimal last = BigDecimal.valueOf(high).divide(step, 0, RoundingMode.CEILING);
    int count = last.subtract(first).intValueExact();
    return count > mostBins
        ? evenly(low, range / mostBins, mostBins)
        : multiples(first, step, count);
  }

  private static boolean isWhole(double[] sample) {
    return Arrays.stream(sample).allMatch(v -> v == Math.rint(v) && Math.abs(v) < 1e15);
  }

  private static double[] evenly(double low, double width, int count) {
    double[] edges = new double[count + 1];
    for (int i = 0; i <= count; i++) {
      edges[i] = low + i * width;
    }
    return edges;
  }

  private static double[] multiples(BigDecimal first, BigDecimal step, int count) {
    double[] edges = new double[count + 1];
    for (int i = 0; i <= count; i++) {
      edges[i] = first.add(BigDecimal.valueOf(i)).multiply(step).doubleValue();
    }
    return edges;
  }

  private static Histogram counted(double[] values, double[] edges) {
    int count = edges.length - 1;
    long[] counts = new long[count];
    long nonFinite = 0;
    for (double value : values) {
      if (!Double.isFinite(value)) {
        nonFinite++;
        continue;
      }
      int at = Arrays.binarySearch(edges, value);
      int bin = at >= 0 ? at : -at - 2;
      counts[Math.min(Math.max(bin, 0), count - 1)]++;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bins.add(new Bin(edges[i], edges[i + 1], counts[i]));
    }
    return new Histogram(bins, nonFinite);
  }
}
