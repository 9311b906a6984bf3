package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SeriesTest {
  @Test
  void keepsCopies() {
    double[] x = {1, 2};
    double[] y = {3, 4};
    Series series = Series.of("a", x, y);
    x[0] = 9;
    y[0] = 9;
    series.values()[1] = 9;
    assertEquals(1, series.x(0));
    assertEquals(3, series.y(0));
    assertEquals(4, series.y(1));
    assertEquals("b", series.named("b").name());
  }

  @Test
  void refusesWhatIsOutOfOrder() {
    double[] two = {1, 2};
    assertThrows(IllegalArgumentException.class, () -> Series.of("a", two, new double[3]));
    assertThrows(IllegalArgumentException.class, () -> Series.of("a", new double[] {2, 1}, two));
    assertThrows(
        IllegalArgumentException.class, () -> Series.of("a", new double[] {1, Double.NaN}, two));
  }
}
