package dev.herder.engine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworkTest {
  private static final double TOLERANCE = 1e-5;

  private static int[] ids(int length, long seed) {
    return new SplittableRandom(seed).ints(length, 3, 61).toArray();
  }

  private static boolean[] all(int length, boolean first) {
    boolean[] mask = new boolean[length];
    Arrays.fill(mask, true);
    mask[0] = first;
    return mask;
  }

  private static PackedBatch roots(int[]... sequences) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    for (int[] sequence : sequences) {
      builder.add(-1, sequence, all(sequence.length, false));
    }
    return builder.build();
  }

  /** A model with seeded weights and its gradients. */
  private static final class Fixture implements AutoCloseable {
    final Session session;
    final Weights weights;
    final FlatParameters gradients;
    final Network network;

    Fixture(ModelConfig config, Compute compute, boolean recompute) {
      session = new Session(compute);
      weights = new Weights(session.manager(), session.kernels(), config, compute.precision());
      TinyModels.fill(weights, 7);
      gradients =
          FlatParameters.zeros(
              session.manager(),
              session.kernels(),
              weights.layout().matrices(),
              weights.layout().vectors());
      network =
          new Network(
              session.manager(), session.kernels(), weights, compute, null, gradients, recompute);
    }

    double train(PackedBatch batch) {
      float[] c = new float[batch.targets()];
      Arrays.fill(c, -1);
      double loss = 0;
      for (float p : network.forwardBackward(batch, LogProbGradient.constant(c)).logProbs()) {
        loss -= p;
      }
      return loss;
    }

    float[] gradient() {
      float[] m = gradients.matrices().toFloatArray();
      float[] v = gradients.vectors().toFloatArray();
      float[] both = Arrays.copyOf(m, m.length + v.length);
      System.arraycopy(v, 0, both, m.length, v.length);
      return both;
    }

    @Override
    public void close() {
      network.close();
      session.close();
    }
  }

  private static void assertClose(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertTrue(Float.isFinite(expected[i]), "element " + i + " is " + expected[i]);
    }
    assertTrue(largest > 1e-3, "gradients are not all zero");
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], TOLERANCE * largest, "element " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"true,false,false", "false,false,false", "true,true,false", "false,true,true"})
  void packedEqualsSeparate(boolean tied, boolean biases, boolean headNorm) {
    ModelConfig config = TinyModels.config(tied, biases, headNorm);
    int[][] sequences = {ids(9, 1), ids(17, 2), ids(4, 3)};
    try (Fixture packed = new Fixture(config, Compute.plain(1), false);
        Fixture separate = new Fixture(config, Compute.plain(1), false)) {
      double one = packed.train(roots(sequences));
      double sum = 0;
      for (int[] sequence : sequences) {
        sum += separate.train(roots(sequence));
      }
      assertEquals(sum, one, TOLERANCE * sum);
      assertClose(separate.gradient(), packed.gradient());
    }
  }

  @ParameterizedTest
  @CsvSource({"true,false,false", "false,true,true"})
  void recomputationTilesAndChunksChangeNothing(boolean tied, boolean biases, boolean headNorm) {
    ModelConfig config = TinyModels.config(tied, biases, headNorm);
    // With tiles of 4, the last tile of the third sequence has a single query.
    PackedBatch batch = roots(ids(30, 4), ids(11, 5), ids(9, 6));
    Compute tiny = Compute.plain(1).withAttentionTile(4, 40).withHeadBytes(4L * 61 * 7);
    sameWith(tiny, config, batch);
    // The first tile is halved to 40 queries, the others to 20, and heads go one by one.
    Compute low = Compute.plain(1).withAttentionTile(80, 4000);
    sameWith(low, config, roots(ids(150, 7), ids(3, 8)));
  }

  private static void sameWith(Compute tiny, ModelConfig config, PackedBatch batch) {
    try (Fixture plain = new Fixture(config, Compute.plain(1), false);
        Fixture small = new Fixture(config, tiny, true)) {
      double loss = plain.train(batch);
      assertEquals(loss, small.train(batch), TOLERANCE * loss);
      assertClose(plain.gradient(), small.gradient());
    }
  }

  @Test
  void gradientEqualsFiniteDifferences() {
    ModelConfig config = TinyModels.config(false, true, true);
    PackedBatch.Builder builder = new PackedBatch.Builder();
    int root = builder.add(-1, ids(5, 8), new boolean[5]);
    builder.add(root, ids(4, 9), all(4, true));
    builder.add(root, ids(6, 10), all(6, true));
    PackedBatch batch = builder.build();
    try (Fixture f = new Fixture(config, Compute.plain(1), false)) {
      f.train(batch);
      float[] gradient = f.gradients.matrices().toFloatArray();
      SplittableRandom random = new SplittableRandom(11);
      float[] values = f.weights.master().matrices().toFloatArray();
      for (int trial = 0; trial < 40; trial++) {
        int i = random.nextInt(values.length);
        double step = 1e-2;
        double slope =
            (loss(f, values, i, step, batch) - loss(f, values, i, -step, batch)) / (2 * step);
        assertEquals(
            slope, gradient[i], 2e-2 * Math.max(1, Math.abs(slope)), "matrix element " + i);
      }
    }
  }

  private static double loss(Fixture f, float[] values, int i, double step, PackedBatch batch) {
    float[] moved = values.clone();
    moved[i] += (float) step;
    try (var array = f.session.manager().create(moved)) {
      f.session.kernels().run("copy_", f.weights.master().matrices(), array);
    }
    double loss = 0;
    for (float p : f.network.logProbs(batch).logProbs()) {
      loss -= p;
    }
    try (var array = f.session.manager().create(values)) {
      f.session.kernels().run("copy_", f.weights.master().matrices(), array);
    }
    return loss;
  }

  @Test
  void sharedPromptEqualsSeparateRows() {
    ModelConfig config = TinyModels.config(true, false, false);
    int[] prompt = ids(7, 21);
    List<int[]> answers = List.of(ids(5, 22), ids(9, 23), ids(1, 24));
    try (Fixture shared = new Fixture(config, Compute.plain(1).withAttentionTile(4, 40), false);
        Fixture separate = new Fixture(config, Compute.plain(1), false)) {
      PackedBatch.Builder builder = new PackedBatch.Builder();
      int root = builder.add(-1, prompt, new boolean[prompt.length]);
      answers.forEach(a -> builder.add(root, a, all(a.length, true)));
      double one = shared.train(builder.build());
      double sum = 0;
      for (int[] answer : answers) {
        int[] row = Arrays.copyOf(prompt, prompt.length + answer.length);
        System.arraycopy(answer, 0, row, prompt.length, answer.length);
        boolean[] mask = new boolean[row.length];
        Arrays.fill(mask, prompt.length, row.length, true);
        PackedBatch.Builder alone = new PackedBatch.Builder();
        alone.add(-1, row, mask);
        sum += separate.train(alone.build());
      }
      assertEquals(sum, one, TOLERANCE * sum);
      assertClose(separate.gradient(), shared.gradient());
    }
  }

  @Test
  void computedGradientEqualsConstantOne() {
    ModelConfig config = TinyModels.config(true, false, false);
    PackedBatch batch = roots(ids(12, 31), ids(8, 32));
    for (long head : new long[] {4L * 61 * 5, 1 << 20}) {
      try (Fixture constant = new Fixture(config, Compute.plain(1), false);
          Fixture computed = new Fixture(config, Compute.plain(1).withHeadBytes(head), false)) {
        constant.train(batch);
        List<float[]> seen = new ArrayList<>();
        LogProbGradient.Computed gradient =
            logProbs -> {
              seen.add(logProbs);
              float[] c = new float[logProbs.length];
              Arrays.fill(c, -1);
              return c;
            };
        computed.network.forwardBackward(batch, gradient);
        assertEquals(1, seen.size());
        assertClose(constant.gradient(), computed.gradient());
      }
    }
  }

  @Test
  void adapterOfZerosChangesNothingAndGetsTheRightGradient() {
    ModelConfig config = TinyModels.config(true, false, false);
    PackedBatch batch = roots(ids(12, 41), ids(8, 42));
    try (Session session = new Session(Compute.plain(1))) {
      Weights weights =
          new Weights(session.manager(), session.kernels(), config, session.compute().precision());
      TinyModels.fill(weights, 7);
      LoraConfig spec = new LoraConfig(3, 6, EnumSet.allOf(Projection.class), false, 0);
      Adapter adapter = new Adapter(session.manager(), session.kernels(), config, spec);
      adapter.initialise(5);
      try (Network base =
              new Network(
                  session.manager(),
                  session.kernels(),
                  weights,
                  session.compute(),
                  null,
                  null,
                  false);
          Network adapted =
              new Network(
                  session.manager(),
                  session.kernels(),
                  weights,
                  session.compute(),
                  adapter,
                  null,
                  false)) {
        assertArrayEquals(
            base.logProbs(batch).logProbs(), adapted.logProbs(batch).logProbs(), 1e-6f);
        for (ParameterLayout.Slot slot : adapter.slots().values()) {
          TinyModels.set(adapter.values(), slot, new SplittableRandom(3), 0, 0.2);
        }
        float[] c = new float[batch.targets()];
        Arrays.fill(c, 1);
        adapted.forwardBackward(batch, LogProbGradient.constant(c));
        float[] gradient = adapter.gradients().matrices().toFloatArray();
        float[] values = adapter.values().matrices().toFloatArray();
        SplittableRandom random = new SplittableRandom(12);
        for (int trial = 0; trial < 40; trial++) {
          int i = random.nextInt(values.length);
          double slope =
              (sum(session, adapter, adapted, values, i, 1e-2, batch)
                      - sum(session, adapter, adapted, values, i, -1e-2, batch))
                  / 2e-2;
          assertEquals(slope, gradient[i], 2e-2 * Math.max(1, Math.abs(slope)), "element " + i);
        }
        adapted.useAdapter(false);
        assertArrayEquals(base.logProbs(batch).logProbs(), adapted.logProbs(batch).logProbs(), 0f);
      }
    }
  }

  private static double sum(
      Session session,
      Adapter adapter,
      Network network,
      float[] values,
      int i,
      double step,
      PackedBatch batch) {
    float[] moved = values.clone();
    moved[i] += (float) step;
    try (var array = session.manager().create(moved)) {
      session.kernels().run("copy_", adapter.values().matrices(), array);
    }
    double sum = 0;
    for (float p : network.logProbs(batch).logProbs()) {
      sum += p;
    }
    return sum;
  }

  @Test
  void nothingIsLeftBehind() {
    ModelConfig config = TinyModels.config(true, false, false);
    PackedBatch batch = roots(ids(12, 51), ids(8, 52));
    try (Fixture f = new Fixture(config, Compute.plain(1), false)) {
      f.train(batch);
      int before = f.session.manager().getManagedArrays().size();
      int inside = f.network.manager().getManagedArrays().size();
      for (int i = 0; i < 20; i++) {
        f.train(batch);
      }
      assertEquals(before, f.session.manager().getManagedArrays().size());
      assertEquals(inside, f.network.manager().getManagedArrays().size());
    }
  }
}
