package dev.herder.engine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Session;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdamWTest {
  private static final double B1 = 0.9;
  private static final double B2 = 0.95;
  private static final double EPS = 1e-8;

  @Test
  void followsTheFormulaOverSeveralSteps() {
    double[] w = {1, -2, 0.5};
    double[] m = new double[3];
    double[] v = new double[3];
    float[][] gradients = {{0.5f, -1, 0.25f}, {-0.125f, 2, 3}, {0.75f, 0.5f, -1}};
    try (Session session = new Session(Compute.plain(1))) {
      NDArray values = session.manager().create(new float[] {1, -2, 0.5f});
      NDArray gradient = session.manager().create(new float[3]);
      AdamW.Group group = new AdamW.Group(values, gradient, true);
      AdamW.Settings settings = new AdamW.Settings(B1, B2, EPS, 0.1);
      AdamW optimizer = new AdamW(session.manager(), session.kernels(), settings, List.of(group));
      for (int step = 1; step <= 3; step++) {
        try (NDArray g = session.manager().create(gradients[step - 1])) {
          session.kernels().run("copy_", gradient, g);
        }
        double clip = step == 2 ? 0.25 : 1;
        optimizer.step(step, 1e-3, clip);
        for (int i = 0; i < 3; i++) {
          double g = clip * gradients[step - 1][i];
          m[i] = B1 * m[i] + (1 - B1) * g;
          v[i] = B2 * v[i] + (1 - B2) * g * g;
          double mHat = m[i] / (1 - Math.pow(B1, step));
          double vHat = v[i] / (1 - Math.pow(B2, step));
          w[i] -= 1e-3 * 0.1 * w[i] + 1e-3 * mHat / (Math.sqrt(vHat) + EPS);
        }
      }
      float[] expected = {(float) w[0], (float) w[1], (float) w[2]};
      assertArrayEquals(expected, values.toFloatArray(), 2e-6f);
      assertArrayEquals(new float[3], gradient.toFloatArray(), 0f);
    }
  }

  @Test
  void goldenFirstStep() {
    try (Session session = new Session(Compute.plain(1))) {
      NDArray values = session.manager().create(new float[] {1});
      NDArray gradient = session.manager().create(new float[] {0.5f});
      AdamW.Group group = new AdamW.Group(values, gradient, true);
      AdamW optimizer =
          new AdamW(
              session.manager(),
              session.kernels(),
              new AdamW.Settings(0.9, 0.95, 1e-8, 0.1),
              List.of(group));
      assertEquals(0.5, optimizer.gradientNorm(), 1e-7);
      optimizer.step(1, 1e-3, 1);
      assertEquals(0.99890000002, values.toFloatArray()[0], 1e-7);
    }
  }
}
