package dev.herder.engine.checkpoint;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * One weight with its low-rank update added, computed as it is read.
 *
 * <p>The sum over the rank and the addition are in double precision and rounded once to float32.
 */
final class MergedWeight implements FloatSource {
  private final Checkpoint base;
  private final PeftAdapter adapter;
  private final LoraTarget target;
  private final int outputs;
  private final int inputs;
  private final int r;
  private final double scale;
  private final Dtype dtype;

  private double[] a = {};
  private float[] b = {};
  private double maxAbsDelta;
  private long lost;

  MergedWeight(Checkpoint base, PeftAdapter adapter, LoraTarget target) {
    this.base = base;
    this.adapter = adapter;
    this.target = target;
    this.outputs = target.projection().outputs(base.config());
    this.inputs = target.projection().inputs(base.config());
    this.r = adapter.config().r();
    this.scale = adapter.config().scale();
    this.dtype = base.layout().dtype(target.weight());
  }

  long elements() {
    return (long) outputs * inputs;
  }

  double maxAbsDelta() {
    return maxAbsDelta;
  }

  long lost() {
    return lost;
  }

  @Override
  public void read(long offset, FloatBuffer into) throws IOException {
    if (offset == 0) {
      load();
    }
    FloatBuffer sums = into.duplicate();
    base.copyToFloat(target.weight(), offset, into);
    double[] row = new double[inputs];
    long at = offset;
    while (sums.hasRemaining()) {
      int first = (int) (at % inputs);
      int count = Math.min(inputs - first, sums.remaining());
      update((int) (at / inputs), first, count, row);
      add(row, first, count, sums);
      at += count;
    }
    if (at == elements()) {
      a = new double[0];
      b = new float[0];
    }
  }

  private void load() throws IOException {
    float[] down = adapter.read(target, LoraMatrix.A);
    a = new double[down.length];
    for (int i = 0; i < down.length; i++) {
      a[i] = down[i];
    }
    b = adapter.read(target, LoraMatrix.B);
    maxAbsDelta = 0;
    lost = 0;
  }

  /** One row's piece of B · A; plain indices so that the inner loop becomes SIMD. */
  private void update(int output, int first, int count, double[] row) {
    Arrays.fill(row, first, first + count, 0);
    for (int k = 0; k < r; k++) {
      double factor = b[output * r + k];
      int from = k * inputs;
      for (int i = first; i < first + count; i++) {
        row[i] += factor * a[from + i];
      }
    }
  }

  private void add(double[] row, int first, int count, FloatBuffer sums) {
    for (int i = first; i < first + count; i++) {
      double delta = scale * row[i];
      float old = sums.get(sums.position());
      float sum = (float) (old + delta);
      sums.put(sum);
      maxAbsDelta = Math.max(maxAbsDelta, Math.abs(delta));
      if (delta != 0 && Narrowing.rounded(dtype, sum) == old) {
        lost++;
      }
    }
  }
}
