package dev.herder.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class CalibrationTest {
  @Test
  void isTheMeanDistanceOfConfidenceAndAccuracy() {
    // sigmoid(ln 3) = 0.75: three of four right is calibrated; sigmoid(ln 9) = 0.9, one of two.
    double sure = Math.log(3);
    double surer = Math.log(9);
    Calibration calibration =
        Calibration.of(new double[] {sure + 1e-9, sure + 1e-9, sure + 1e-9, -sure, surer, -surer});
    assertEquals(2, calibration.bins().size());
    assertEquals(0.75, calibration.bins().get(0).confidence(), 1e-6);
    assertEquals(0.75, calibration.bins().get(0).accuracy(), 1e-12);
    assertEquals(0.5, calibration.bins().get(1).accuracy(), 1e-12);
    assertEquals((4 * 0 + 2 * 0.4) / 6, calibration.expectedError(), 1e-6);
  }

  @Test
  void certaintyFallsIntoTheLastBin() {
    Calibration calibration = Calibration.of(new double[] {1000, -1000});
    assertEquals(1, calibration.bins().size());
    assertEquals(0.5, calibration.expectedError(), 1e-12);
    assertTrue(Double.isNaN(Calibration.of(new double[0]).expectedError()));
  }
}
