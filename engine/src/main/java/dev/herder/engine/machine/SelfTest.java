package dev.herder.engine.machine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.herder.core.RunFailure;

/** A short check that the kernels compute what they should on this machine. */
public final class SelfTest {
  private SelfTest() {}

  /**
   * Normalises a vector whose result is known.
   *
   * @return {@code passed}
   * @throws RunFailure if the result is wrong
   */
  public static String run(Session session) {
    try (NDManager scope = session.manager().newSubManager()) {
      NDArray x = scope.create(new float[] {1, 2, 3, 4}, new Shape(1, 4));
      NDArray gain = scope.ones(new Shape(4));
      NDArray xhat = scope.create(new Shape(1, 4), DataType.FLOAT32);
      NDArray rstd = scope.create(new Shape(1, 1), DataType.FLOAT32);
      NDArray h = scope.create(new Shape(1, 4), DataType.FLOAT32);
      session.kernels().run("rms_forward", x, gain, 1e-5, xhat, rstd, h);
      float[] expected = {0.3651481f, 0.7302963f, 1.0954443f, 1.4605925f};
      float[] actual = h.toFloatArray();
      for (int i = 0; i < expected.length; i++) {
        if (Math.abs(expected[i] - actual[i]) > 1e-5) {
          throw new RunFailure(
              "the engine computes %s where %s is right; the libtorch on this machine is broken"
                  .formatted(actual[i], expected[i]));
        }
      }
      return "passed";
    }
  }
}
