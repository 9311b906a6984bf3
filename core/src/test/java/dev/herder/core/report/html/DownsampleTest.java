package dev.herder.core.report.html;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DownsampleTest {
  @Test
  void aShortSeriesStaysAsItIs() {
    Series series = Series.of("a", 1, 2, 3, 4);
    assertSame(series, Downsample.extremes(series, 2));
  }

  @Test
  void eachStretchKeepsItsExtremesInOrder() {
    Series series = Series.of("a", 5, 1, 9, 4, /* second half */ 3, 8, 2, 6);
    Series thin = Downsample.extremes(series, 2);
    assertArrayEquals(new double[] {5, 1, 9, 8, 2, 6}, thin.values());
    assertEquals(List.of(1.0, 2.0, 3.0, 6.0, 7.0, 8.0), xs(thin));
    assertEquals("a", thin.name());
  }

  private static List<Double> xs(Series series) {
    List<Double> xs = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      xs.add(series.x(i));
    }
    return xs;
  }

  @Test
  void gapsWiderThanAStretchStay() {
    double[] y = new double[100];
    for (int i = 0; i < 100; i++) {
      y[i] = (i >= 30 && i < 60) || i % 10 == 0 ? Double.NaN : i;
    }
    Series thin = Downsample.extremes(Series.of("a", y), 10);
    int gaps = thin.size() - thin.finite();
    // The first point, and each of the stretches 30-39, 40-49 and 50-59.
    assertEquals(4, gaps);
    assertEquals(1, thin.y(1));
    assertEquals(9, thin.y(2));
    assertEquals(99, thin.y(thin.size() - 1));
  }

  @Test
  void noPeakOfALongSeriesIsLost() {
    Random random = new Random(11);
    double[] x = new double[100_000];
    double[] y = new double[x.length];
    double at = 0;
    for (int i = 0; i < x.length; i++) {
      at += random.nextInt(4) == 0 ? random.nextInt(100) : 1;
      x[i] = at;
      y[i] = random.nextGaussian();
    }
    y[54_321] = 1000;
    y[77_777] = -1000;
    Series thin = Downsample.extremes(Series.of("a", x, y), 500);
    assertTrue(thin.size() <= 1002 && thin.size() > 900, () -> "" + thin.size());
    List<Double> values = new ArrayList<>();
    for (double value : thin.values()) {
      values.add(value);
    }
    assertTrue(values.contains(1000.0) && values.contains(-1000.0));
    assertEquals(x[0], thin.x(0));
    assertEquals(x[99_999], thin.x(thin.size() - 1));
  }

  @Test
  void meansLieInTheMiddleOfTheirStretch() {
    Series means =
        Downsample.means(
            Series.of("a", 5, 1, Double.NaN, 3, Double.NaN, Double.NaN, Double.NaN, Double.NaN), 2);
    assertArrayEquals(new double[] {3, Double.NaN}, means.values());
    assertEquals(List.of(2.5, 6.5), xs(means));
  }

  @Test
  void pointsAtOneXAreOneStretch() {
    double[] x = {4, 4, 4, 4, 4, 4};
    Series series = Series.of("a", x, new double[] {1, 7, 3, 0, 5, 2});
    assertArrayEquals(new double[] {1, 7, 0, 2}, Downsample.extremes(series, 1).values());
    assertArrayEquals(new double[] {3}, Downsample.means(series, 3).values());
  }
}
