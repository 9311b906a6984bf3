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
  void mcNemarsTestIsTheBinomialTailTwice() {
    // Tails by hand: (1 + 8) / 256, 1 / 32, and more than half.
    assertEquals(2 * 9 / 256.0, PairedTest.mcNemar(1, 7), 1e-12);
    assertEquals(2 / 32.0, PairedTest.mcNemar(5, 0), 1e-12);
    assertEquals(1, PairedTest.mcNemar(3, 3));
    assertEquals(1, PairedTest.mcNemar(0, 0));
    // Python: 2 * sum(comb(n, i) for i in range(k + 1)) / 2 ** n, in fractions
    assertEquals(2.7131381093007078e-05, PairedTest.mcNemar(620, 480), 1e-14);
    assertEquals(0.0016492663751356998, PairedTest.mcNemar(2100, 1900), 1e-12);
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
  void sharesAreComparedByChanceSwaps() {
    double[] older = scores(12, 0.5);
    double[] newer = scores(12, 0.5);
    for (int i = 0; i < 8; i++) {
      newer[i] = 0.75;
    }
    PairedTest test = PairedTest.of(older, newer, 0.95);
    // Eight equal gains: all signs must agree, 2 of 256.
    assertEquals(2 / 256.0, test.p(), 0.003);
    assertEquals(8, test.better());
    assertEquals(0, test.worse());
    assertTrue(test.better(0.95));
    assertFalse(test.better(0.999));
    PairedTest back = PairedTest.of(newer, older, 0.95);
    assertTrue(back.worse(0.95));
    assertFalse(back.better(0.95));
    assertEquals(-test.difference(), back.difference());
    assertEquals(1, PairedTest.of(older, older, 0.95).p());
  }
}
