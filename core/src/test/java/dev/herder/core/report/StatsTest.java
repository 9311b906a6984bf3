package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class StatsTest {
  // Expected: numpy.quantile of the same values (method "linear"), numpy.std with ddof=1.
  private static final double[] VALUES = {3.5, -1, 7.25, 2, 11};

  @Test
  void quantilesAreThoseOfNumpy() {
    assertEquals(-1, Stats.quantile(VALUES, 0));
    assertEquals(0.2, Stats.quantile(VALUES, 0.1), 1e-15);
    assertEquals(3.5, Stats.quantile(VALUES, 0.5));
    assertEquals(9.125, Stats.quantile(VALUES, 0.875), 1e-15);
    assertEquals(11, Stats.quantile(VALUES, 1));
    assertThrows(IllegalArgumentException.class, () -> Stats.quantile(VALUES, 1.01));
  }

  @Test
  void summaryLeavesOutWhatIsNotFinite() {
    Stats.Summary summary =
        Stats.summary(3.5, Double.NaN, -1, 7.25, Double.NEGATIVE_INFINITY, 2, 11);
    assertEquals(5, summary.count());
    assertEquals(2, summary.nonFinite());
    assertEquals(4.55, summary.mean(), 1e-15);
    assertEquals(4.671723450719231, summary.deviation(), 1e-14);
    assertEquals(-1, summary.minimum());
    assertEquals(2, summary.lowerQuartile());
    assertEquals(3.5, summary.median());
    assertEquals(7.25, summary.upperQuartile());
    assertEquals(11, summary.maximum());
  }

  @Test
  void oneValueHasNoSpreadAndNoneHasNothing() {
    assertEquals(new Stats.Summary(1, 0, 6, 0, 6, 6, 6, 6, 6), Stats.summary(6));
    double none = Double.NaN;
    assertEquals(
        new Stats.Summary(0, 1, none, none, none, none, none, none, none), Stats.summary(none));
    assertEquals(Double.NaN, Stats.quantile(new double[0], 0.5));
  }

  @Test
  void movingAverageIsCorrectedForItsStartAndKeepsGaps() {
    double[] smooth = Stats.movingAverage(new double[] {4, Double.NaN, 8, 2}, 0.5);
    // weights 1/2, 1/4, 1/8 from the latest value backwards, over their sum
    assertArrayEquals(new double[] {4, Double.NaN, 20.0 / 3, 4}, smooth, 1e-14);
    assertArrayEquals(new double[] {4, 8}, Stats.movingAverage(new double[] {4, 8}, 0));
    assertThrows(IllegalArgumentException.class, () -> Stats.movingAverage(new double[] {1}, 1));
  }
}
