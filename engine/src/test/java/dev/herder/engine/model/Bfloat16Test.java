package dev.herder.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Precision;
import dev.herder.engine.machine.Session;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training with bfloat16 products against the same in float32, both from weights that bfloat16
 * holds exactly. Processors without such instructions emulate them, so this runs everywhere.
 */
final class Bfloat16Test {
  /** What the head is multiplied by where the model should be sure. */
  private static final double SURE = 128;

  private static int[] ids(int length, long seed) {
    return new SplittableRandom(seed).ints(length, 3, 61).toArray();
  }

  private static PackedBatch batch(int[]... sequences) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    for (int[] sequence : sequences) {
      boolean[] targets = new boolean[sequence.length];
      Arrays.fill(targets, 1, targets.length, true);
      builder.add(-1, sequence, targets);
    }
    return builder.build();
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Trained(float[] logProbs, float[] gradient) {}

  /** One pass with dloss/dlogprob = {@code c} for each target. */
  private static Trained train(
      ModelConfig config, Precision precision, double headFactor, PackedBatch batch, float c) {
    float[] upstream = new float[batch.targets()];
    Arrays.fill(upstream, c);
    LogProbGradient gradient = LogProbGradient.constant(upstream);
    return train(config, precision, headFactor, batch, gradient, 4L * 61 * 7);
  }

  private static Trained train(
      ModelConfig config,
      Precision precision,
      double headFactor,
      PackedBatch batch,
      LogProbGradient gradient,
      long headBytes) {
    Compute compute = Compute.plain(1).withPrecision(precision).withHeadBytes(headBytes);
    try (Session session = new Session(compute)) {
      Weights weights = new Weights(session.manager(), session.kernels(), config, precision);
      TinyModels.fill(weights, 7);
      round(weights, headFactor);
      FlatParameters gradients =
          FlatParameters.zeros(
              session.manager(),
              session.kernels(),
              weights.layout().matrices(),
              weights.layout().vectors());
      try (Network network =
          new Network(
              session.manager(), session.kernels(), weights, compute, null, gradients, false)) {
        float[] logProbs = network.forwardBackward(batch, gradient).logProbs();
        return new Trained(logProbs, gradients.matrices().toFloatArray());
      }
    }
  }

  /** Rounds every weight to eight bits, those of the head after they were multiplied. */
  private static void round(Weights weights, double headFactor) {
    float[] matrices = weights.master().matrices().toFloatArray();
    float[] vectors = weights.master().vectors().toFloatArray();
    for (ParameterLayout.Slot slot : weights.layout().slots().values()) {
      float[] from = slot.matrix() ? matrices : vectors;
      float[] values = new float[(int) slot.size()];
      for (int i = 0; i < values.length; i++) {
        double factor = slot.name().equals(ParameterLayout.HEAD) ? headFactor : 1;
        float value = (float) (factor * from[(int) slot.offset() + i]);
        values[i] = Float.intBitsToFloat((Float.floatToRawIntBits(value) + 0x8000) & 0xffff0000);
      }
      weights.master().write(slot, FloatBuffer.wrap(values));
    }
    weights.refresh();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** The distance of two gradients by the length of the first. */
  private static double distance(float[] want, float[] got) {
    double squares = dot(want, want) - 2 * dot(want, got) + dot(got, got);
    return Math.sqrt(Math.max(0, squares) / dot(want, want));
  }

  @ParameterizedTest
  @CsvSource({"true,false,false", "false,true,true"})
  void gradientsAreThoseOfFloat32(boolean tied, boolean biases, boolean headNorm) {
    ModelConfig config = TinyModels.config(tied, biases, headNorm);
    PackedBatch batch = batch(ids(30, 4), ids(2, 8), ids(11, 5), ids(9, 6));
    Trained want = train(config, Precision.FLOAT32, 1, batch, -1);
    Trained got = train(config, Precision.BFLOAT16, 1, batch, -1);
    for (int i = 0; i < want.logProbs.length; i++) {
      assertEquals(want.logProbs[i], got.logProbs[i], 0.1, "target " + i);
    }
    double distance = distance(want.gradient, got.gradient);
    assertTrue(distance > 0 && distance < 0.02, "distance " + distance);
  }

  /** Three rows a chunk, computed one by one; all in one, computed by threes; all at once. */
  @ParameterizedTest
  @ValueSource(longs = {2L * 61 * 3, 8L * 4 * 61 * 3, 1 << 20})
  void gradientsComputedFromAllLogProbsAreThoseOfFloat32(long headBytes) {
    ModelConfig config = TinyModels.config(true, false, false);
    PackedBatch batch = batch(ids(12, 31), ids(8, 32));
    float[] upstream = new float[batch.targets()];
    for (int i = 0; i < upstream.length; i++) {
      upstream[i] = -0.5f - i % 4;
    }
    LogProbGradient constant = LogProbGradient.constant(upstream);
    LogProbGradient.Computed computed = logProbs -> upstream;
    Trained want = train(config, Precision.FLOAT32, 1, batch, constant, 1 << 20);
    Trained got = train(config, Precision.BFLOAT16, 1, batch, computed, headBytes);
    double distance = distance(want.gradient, got.gradient);
    assertTrue(distance > 0 && distance < 0.02, "distance " + distance);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void gradientsOfAdaptersAreThoseOfFloat32(int rank) {
    float[] want = adapterGradient(Precision.FLOAT32, rank);
    float[] got = adapterGradient(Precision.BFLOAT16, rank);
    double distance = distance(want, got);
    assertTrue(distance > 0 && distance < 0.02, "distance " + distance);
  }

  private static float[] adapterGradient(Precision precision, int rank) {
    ModelConfig config = TinyModels.config(true, false, false);
    PackedBatch batch = batch(ids(50, 4), ids(31, 5), ids(9, 6));
    Compute compute = Compute.plain(1).withPrecision(precision);
    try (Session session = new Session(compute)) {
      Weights weights = new Weights(session.manager(), session.kernels(), config, precision);
      TinyModels.fill(weights, 7);
      round(weights, 1);
      LoraConfig spec = new LoraConfig(rank, 2 * rank, EnumSet.allOf(Projection.class), false, 0);
      Adapter adapter = new Adapter(session.manager(), session.kernels(), config, spec);
      try (Network network =
          new Network(
              session.manager(), session.kernels(), weights, compute, adapter, null, false)) {
        SplittableRandom random = new SplittableRandom(3);
        for (ParameterLayout.Slot slot : adapter.slots().values()) {
          TinyModels.set(adapter.values(), slot, random, 0, 0.2);
        }
        float[] upstream = new float[batch.targets()];
        Arrays.fill(upstream, -1);
        network.forwardBackward(batch, LogProbGradient.constant(upstream));
        return adapter.gradients().matrices().toFloatArray();
      }
    }
  }

  /** The gradient of a token is 1 - p; rounded to eight bits before, p would be 1 or 0.996. */
  @Test
  void aTokenThatTheModelIsSureOfKeepsItsGradient() {
    ModelConfig config = TinyModels.config(false, false, false);
    int[] prompt = ids(6, 9);
    int[] candidates = IntStream.range(3, 61).toArray();
    float[] p = train(config, Precision.FLOAT32, SURE, next(prompt, candidates), -1).logProbs;
    int place = 0;
    for (int i = 1; i < p.length; i++) {
      place = p[i] > p[place] ? i : place;
    }
    int best = candidates[place];
    double most = p[place];
    assertTrue(most > -0.003 && most < -1e-4, "log-probability " + most);
    Trained want = train(config, Precision.FLOAT32, SURE, next(prompt, best), -1);
    Trained got = train(config, Precision.BFLOAT16, SURE, next(prompt, best), -1);
    double ratio = dot(want.gradient, got.gradient) / dot(want.gradient, want.gradient);
    double surprise = got.logProbs[0] / want.logProbs[0];
    assertEquals(surprise, ratio, 0.05 * surprise);
  }

  /** A row for each id: the prompt and that one after it, which is what is learned. */
  private static PackedBatch next(int[] prompt, int... ids) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    for (int id : ids) {
      int[] row = Arrays.copyOf(prompt, prompt.length + 1);
      row[prompt.length] = id;
      boolean[] targets = new boolean[row.length];
      targets[prompt.length] = true;
      builder.add(-1, row, targets);
    }
    return builder.build();
  }

  /** A common factor is not rounded: 257 / 256 is half way between two numbers of eight bits. */
  @Test
  void theWeightOfTheStepIsExact() {
    ModelConfig config = TinyModels.config(true, false, false);
    PackedBatch batch = batch(ids(40, 14), ids(31, 15), ids(29, 16));
    Trained one = train(config, Precision.BFLOAT16, 1, batch, -1);
    Trained scaled = train(config, Precision.BFLOAT16, 1, batch, -257f / 256);
    double ratio = dot(one.gradient, scaled.gradient) / dot(one.gradient, one.gradient);
    assertEquals(257.0 / 256, ratio, 1e-3);
  }

  @Test
  void aLargeWeightGradientIsMadeInParts() {
    try (Session session = new Session(Compute.plain(1))) {
      int columns = 4_194_304;
      int dtype = Precision.BFLOAT16.code();
      NDArray gradient = session.manager().ones(new Shape(5, columns));
      float[] two = {1, 2, 3, 5, 7, -1, 0.5f, 4, -2, -3};
      NDArray dy = session.manager().create(two, new Shape(2, 5));
      NDArray x = session.manager().ones(new Shape(2, columns));
      session
          .kernels()
          .run(
              "weight_gradient",
              gradient,
              session.kernels().array(session.manager(), "cast", dy, dtype),
              session.kernels().array(session.manager(), "cast", x, dtype));
      float[] sums = gradient.mean(new int[] {1}).toFloatArray();
      for (int i = 0; i < 5; i++) {
        assertEquals(1 + two[i] + two[5 + i], sums[i], 1e-4, "row " + i);
      }
    }
  }
}
