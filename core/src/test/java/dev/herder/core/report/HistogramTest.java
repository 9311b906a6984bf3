package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.report.Histogram.Bin;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {
  @Test
  void followsFreedmanAndDiaconisWidenedToARoundWidth() {
    double[] values = new double[1001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 1000.0;
    }
    // IQR 0.5, so the rule's width is 2 * 0.5 / 10.003 = 0.09997, rounded up to 0.1.
    Histogram histogram = Histogram.of(values, 60);
    assertEquals(10, histogram.bins().size());
    assertEquals(new Bin(0, 0.1, 100), histogram.bins().get(0));
    assertEquals(new Bin(0.3, 0.4, 100), histogram.bins().get(3));
    assertEquals(new Bin(0.9, 1, 101), histogram.bins().get(9));
  }

  @Test
  void fewWholeNumbersGetABinAroundEach() {
    Histogram histogram = Histogram.of(new double[] {1, 0, 1, 3}, 60);
    assertEquals(
        List.of(
            new Bin(-0.5, 0.5, 1),
            new Bin(0.5, 1.5, 2),
            new Bin(1.5, 2.5, 0),
            new Bin(2.5, 3.5, 1)),
        histogram.bins());
  }

  @Test
  void equalValuesShareOneBinAndNoneHasNone() {
    assertEquals(
        List.of(new Bin(-0.25, 0.75, 3)), Histogram.of(new double[] {.25, .25, .25}, 9).bins());
    assertEquals(
        List.of(new Bin(-1.5e20, -0.5e20, 1)), Histogram.of(new double[] {-1e20}, 9).bins());
    assertEquals(new Histogram(List.of(), 1), Histogram.of(new double[] {Double.NaN}, 9));
    assertEquals(new Histogram(List.of(), 0), Histogram.of(new double[0], 9));
    assertThrows(IllegalArgumentException.class, () -> Histogram.of(new double[] {1}, 0));
  }

  @Test
  void countsWhatIsNotFinite() {
    Histogram histogram =
        Histogram.of(new double[] {.5, Double.NaN, .75, Double.POSITIVE_INFINITY, .625}, 5);
    assertEquals(2, histogram.nonFinite());
    assertEquals(3, histogram.total());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 60})
  void everyValueFallsIntoItsBinAndTheBoundHolds(int most) {
    Random random = new Random(5);
    for (int trial = 0; trial < 200; trial++) {
      double scale = Math.pow(10, random.nextInt(40) - 20);
      double offset = scale * (random.nextInt(5) - 2) * 100;
      double[] values = new double[1 + random.nextInt(300)];
      for (int i = 0; i < values.length; i++) {
        values[i] = offset + scale * random.nextGaussian();
      }
      Histogram histogram = Histogram.of(values, most);
      assertTrue(histogram.bins().size() <= most);
      assertEquals(values.length, histogram.total());
      int last = histogram.bins().size() - 1;
      double slack = 1e-9 * (histogram.bins().get(0).to() - histogram.bins().get(0).from());
      double least = Arrays.stream(values).min().orElseThrow();
      double greatest = Arrays.stream(values).max().orElseThrow();
      assertTrue(histogram.bins().get(0).from() <= least + slack);
      assertTrue(histogram.bins().get(last).to() >= greatest - slack);
      for (int i = 0; i <= last; i++) {
        Bin bin = histogram.bins().get(i);
        boolean closed = i == last;
        // The outermost bins also take what rounding of the edges leaves outside.
        boolean first = i == 0;
        long inside =
            Arrays.stream(values)
                .filter(v -> (first || v >= bin.from()) && (closed || v < bin.to()))
                .count();
        assertEquals(inside, bin.count());
      }
    }
  }

  @Test
  void extremesOfTheRangeDoNotOverflow() {
    Histogram histogram = Histogram.of(new double[] {-Double.MAX_VALUE, Double.MAX_VALUE, 0.5}, 60);
    assertEquals(3, histogram.total());
    assertEquals(3, Histogram.of(new double[] {0, Double.MIN_VALUE, 4.9E-324}, 60).total());
  }

  @Test
  void samplesShareTheirBins() {
    Map<String, double[]> samples = new LinkedHashMap<>();
    samples.put("chosen", new double[] {2, 3});
    samples.put("rejected", new double[] {0, 2, 2});
    samples.put("none", new double[] {Double.NaN});
    Map<String, Histogram> histograms = Histogram.shared(samples, 10);
    assertEquals(List.of("chosen", "rejected", "none"), List.copyOf(histograms.keySet()));
    assertEquals(List.of(0L, 0L, 1L, 1L), counts(histograms.get("chosen")));
    assertEquals(List.of(1L, 0L, 2L, 0L), counts(histograms.get("rejected")));
    assertEquals(List.of(0L, 0L, 0L, 0L), counts(histograms.get("none")));
    assertEquals(
        new Histogram(List.of(), 1),
        Histogram.shared(Map.of("a", new double[] {1 / 0.0}), 3).get("a"));
  }

  private static List<Long> counts(@Nullable Histogram histogram) {
    assertNotNull(histogram);
    return histogram.bins().stream().map(Bin::count).toList();
  }
}
