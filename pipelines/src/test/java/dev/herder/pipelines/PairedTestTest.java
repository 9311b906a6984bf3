package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedTestTest {
  private static double[] scores(int prompts, double value) {
    double[] scores = new double[prompts];
    Arrays.fill(scores, value);
    return scores;
  }

  @Test
  void verdictsAreComparedByTheBinomialTail() {
    double[] older = {1, 0, 0, 0, 0, 0, 0, 0, 1, 0};
    double[] newer = {0, 1, 1, 1, 1, 1, 1, 1, 1, 0};
    // One lost, seven won: twice (1 + 8) / 256.
    PairedTest test = PairedTest.of(older, newer, 0.95);
    assertEquals(2 * 9 / 256.0, test.p(), 1e-12);
    assertEquals(7, test.better());
    assertEquals(1, test.worse());
    assertEquals(0.6, test.difference(), 1e-12);
    assertFalse(test.better(0.95));
    assertTrue(test.better(0.9));
  }

  @Test
  void theIntervalHoldsTheDifferenceAndShrinksWithMorePrompts() {
    Random random = new Random(5);
    double width = Double.POSITIVE_INFINITY;
    for (int n : new int[] {50, 200, 800}) {
      double[] older = random.doubles(n).map(x -> x < 0.4 ? 1 : 0).toArray();
      double[] newer = random.doubles(n).map(x -> x < 0.6 ? 1 : 0).toArray();
      PairedTest test = PairedTest.of(older, newer, 0.95);
      assertTrue(test.low() < test.difference() && test.difference() < test.high());
      assertTrue(test.high() - test.low() < 0.75 * width, test.toString());
      width = test.high() - test.low();
      assertEquals(test.p() < 0.05, test.low() > 0, "test and interval agree: " + test);
    }
    // The normal interval of a mean difference: 1.96 sqrt((0.4 * 0.6 + 0.6 * 0.4) / 800) to a side.
    assertEquals(2 * 1.96 * Math.sqrt(0.48 / 800), width, 0.01);
  }

  @Test
  void sharesAreComparedByTheBootstrap() {
    double[] older = scores(12, 0.5);
    double[] newer = scores(12, 0.5);
    for (int i = 0; i < 8; i++) {
      newer[i] = 0.75;
    }
    PairedTest test = PairedTest.of(older, newer, 0.95);
    // A draw without any of the eight gains has the chance (4 / 12)^12, about 2 in a million.
    assertTrue(test.p() < 0.001, test.toString());
    assertTrue(test.better(0.95));
    PairedTest back = PairedTest.of(newer, older, 0.95);
    assertFalse(back.better(0.95));
    assertEquals(-test.difference(), back.difference(), 1e-12);
    assertEquals(1, PairedTest.of(older, older, 0.95).p());
  }
}
