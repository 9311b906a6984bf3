package dev.herder.core.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
  @ParameterizedTest
  @CsvSource({
    "2, 4, 1.9, 4.1",
    // No margin below zero for what is never negative.
    "0, 10, 0, 10.5",
    "0.1, 10.1, 0, 10.6",
    "-1, 1, -1.1, 1.1",
    // Equal values lie in the middle.
    "7, 7, 6.3, 7.7",
    "-20, -20, -22, -18",
    "0, 0, -1, 1",
    "1e300, 1e300, 0.9e300, 1.1e300",
    "1000000, 1000000.0000001, 900000, 1100000"
  })
  void aLinearAxisHasAMargin(double least, double most, double low, double high) {
    Scale scale = Scale.around(least, most, false);
    assertEquals(low, scale.low(), 1e-12 * Math.abs(low) + 1e-15);
    assertEquals(high, scale.high(), 1e-12 * Math.abs(high));
  }

  @Test
  void aLogarithmicAxisPlacesEqualFactorsAtEqualDistances() {
    Scale scale = Scale.around(0.01, 100, true);
    assertEquals(0.5, scale.at(1), 1e-12);
    assertEquals(scale.at(10) - scale.at(1), scale.at(1) - scale.at(0.1), 1e-12);
    assertTrue(scale.low() < 0.01 && scale.high() > 100);
    assertEquals(0.5, Scale.around(5, 5, true).at(5), 1e-12);
  }

  @Test
  void xHasNoMarginUnlessThereIsOneAlone() {
    assertEquals(new Scale(3, 9, false), Scale.across(3, 9));
    assertEquals(new Scale(4, 6, false), Scale.across(5, 5));
    assertEquals(0.25, Scale.across(0, 8).at(2));
  }

  @Test
  void someValuesHaveNoPlace() {
    assertFalse(Scale.isDrawable(Double.NaN, false));
    assertFalse(Scale.isDrawable(Double.NEGATIVE_INFINITY, false));
    assertFalse(Scale.isDrawable(1e301, false));
    assertTrue(Scale.isDrawable(-3, false));
    assertFalse(Scale.isDrawable(0, true));
    assertTrue(Scale.isDrawable(1e-300, true));
  }
}
