package dev.herder.rejectionsampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GainCurveTest {
  /** All subsets of size k, the plain way. */
  private static List<double[]> subsets(double[] values, int k) {
    List<double[]> subsets = new ArrayList<>();
    for (int mask = 0; mask < 1 << values.length; mask++) {
      if (Integer.bitCount(mask) == k) {
        double[] subset = new double[k];
        int next = 0;
        for (int i = 0; i < values.length; i++) {
          if ((mask >> i & 1) == 1) {
            subset[next++] = values[i];
          }
        }
        subsets.add(subset);
      }
    }
    return subsets;
  }

  private static double max(double[] values) {
    double max = values[0];
    for (double value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  @Test
  void equalsTheMeanOverAllSubsets() {
    double[] scores = {0.3, -1.2, 2.5, 0.3, 0.9, 0.4};
    GainCurve curve = new GainCurve(6, 0.9);
    curve.add(scores);
    for (GainCurve.Point point : curve.points()) {
      List<double[]> subsets = subsets(scores, point.k());
      double best = subsets.stream().mapToDouble(GainCurveTest::max).average().orElseThrow();
      double pass =
          subsets.stream().mapToDouble(s -> max(s) >= 0.9 ? 1 : 0).average().orElseThrow();
      assertEquals(best, point.bestScore(), 1e-12);
      assertEquals(pass, point.passRate(), 1e-12);
    }
    assertEquals(6, curve.points().size());
  }

  @Test
  void averagesPromptsAndTellsTheError() {
    GainCurve curve = new GainCurve(2, 1);
    assertEquals(List.of(), curve.points());
    curve.add(new double[] {0, 1});
    curve.add(new double[] {3, 5});
    curve.add(new double[] {0, 0});
    // Best of two: 1, 5, 0; mean 2, variance 7, error sqrt(7/3). Passing: 1, 1, 0.
    GainCurve.Point two = curve.points().get(1);
    assertEquals(2, two.bestScore(), 1e-12);
    assertEquals(Math.sqrt(7.0 / 3), two.bestScoreError(), 1e-12);
    assertEquals(2.0 / 3, two.passRate(), 1e-12);
    assertEquals(1.0 / 3, two.passRateError(), 1e-12);
  }

  @Test
  void agreesWithFreshSamplesAndNeverFalls() {
    // Uniform scores: the expected maximum of k is k / (k + 1).
    Random random = new Random(7);
    GainCurve curve = new GainCurve(16, 0.75);
    for (int prompt = 0; prompt < 1000; prompt++) {
      curve.add(random.doubles(16).toArray());
    }
    double before = 0;
    for (GainCurve.Point point : curve.points()) {
      double expected = point.k() / (point.k() + 1.0);
      assertTrue(Math.abs(point.bestScore() - expected) < 3 * point.bestScoreError());
      double pass = 1 - Math.pow(0.75, point.k());
      assertTrue(Math.abs(point.passRate() - pass) < 3 * point.passRateError() + 1e-3);
      assertTrue(point.bestScore() >= before);
      before = point.bestScore();
    }
  }
}
