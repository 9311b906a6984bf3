package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How close a gradient must be to the golden one. */
final class GoldenGradients {
  private static final float RELATIVE = 1e-4f;

  private GoldenGradients() {}

  /** Compares relative to the largest element of the tensor, which must not be almost nothing. */
  static void assertClose(String name, float[] expected, float[] actual) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    // A key bias shifts every score of a query alike, so its true gradient is zero.
    boolean vanishes = name.endsWith("k_proj.bias");
    assertTrue(vanishes || largest > 1e-3, name + " has a gradient: " + largest);
    assertArrayEquals(expected, actual, RELATIVE * Math.max(largest, 1e-3f), name);
  }
}
