package dev.herder.eval.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WilsonTest {
  /** The ends of the interval are where the test of that share becomes significant. */
  @Test
  void theEndsSolveTheDefiningEquation() {
    for (int n : new int[] {1, 7, 164}) {
      for (int successes = 0; successes <= n; successes++) {
        Interval interval = Wilson.of(successes, n);
        double share = (double) successes / n;
        for (double end : new double[] {interval.low(), interval.high()}) {
          double deviation = 1.959963984540054 * Math.sqrt(end * (1 - end) / n);
          assertEquals(Math.abs(share - end), deviation, 1e-8);
        }
      }
    }
  }

  @Test
  void knownValues() {
    // R: prop.test(10, 20, correct = FALSE) and prop.test(0, 10, correct = FALSE).
    assertEquals(0.2992980, Wilson.of(10, 20).low(), 1e-7);
    assertEquals(0.7007020, Wilson.of(10, 20).high(), 1e-7);
    assertEquals(0, Wilson.of(0, 10).low());
    assertEquals(0.2775328, Wilson.of(0, 10).high(), 1e-7);
  }
}
