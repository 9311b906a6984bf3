package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Cosines and sines of positions, one value at a time: a vectorised cosine may round differently at
 * the end of an array, and then a token's rotation would depend on the tokens beside it.
 */
final class RotaryTable {
  private final float[] frequencies;
  private float[] cos = new float[0];
  private float[] sin = new float[0];
  private int known;

  RotaryTable(float[] frequencies) {
    this.frequencies = frequencies.clone();
  }

  /** Cosines and sines, each [positions, 1, frequencies] float32. */
  NDArray[] of(NDManager scope, int[] positions) {
    int half = frequencies.length;
    float[] c = new float[positions.length * half];
    float[] s = new float[positions.length * half];
    for (int i = 0; i < positions.length; i++) {
      compute(positions[i]);
      System.arraycopy(cos, positions[i] * half, c, i * half, half);
      System.arraycopy(sin, positions[i] * half, s, i * half, half);
    }
    Shape shape = new Shape(positions.length, 1, half);
    return new NDArray[] {scope.create(c, shape), scope.create(s, shape)};
  }

  private void compute(int position) {
    if (position < known) {
      return;
    }
    int half = frequencies.length;
    int end = Math.max(position + 1, 2 * known);
    cos = Arrays.copyOf(cos, end * half);
    sin = Arrays.copyOf(sin, end * half);
    for (int p = known; p < end; p++) {
      for (int i = 0; i < half; i++) {
        float angle = p * frequencies[i];
        cos[p * half + i] = (float) Math.cos(angle);
        sin[p * half + i] = (float) Math.sin(angle);
      }
    }
    known = end;
  }
}
