package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.kernel.Kernels;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Precision;
import dev.herder.engine.machine.Processor;
import dev.herder.engine.machine.Session;
import dev.herder.engine.model.Decoding;
import dev.herder.engine.model.Network;
import dev.herder.engine.model.TinyModels;
import dev.herder.engine.model.WeightFormat;
import dev.herder.engine.model.Weights;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products of int8 weights, and a sampler that has them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class Int8SamplingTest {
  private static final int OUTPUTS = 40;
  private static final int LEVELS = 63;

  private Session session;
  private final Map<Precision, Network> networks = new EnumMap<>(Precision.class);
  private final List<Session> sessions = new ArrayList<>();

  @BeforeAll
  void open() {
    for (Precision precision : Precision.values()) {
      open(precision);
    }
    session = sessions.get(0);
  }

  private void open(Precision precision) {
    Session session = new Session(Compute.plain(2).withPrecision(precision));
    // Four blocks: those in the middle have int8 weights.
    ModelConfig config =
        new ModelConfig(
            "llama",
            61,
            32,
            48,
            4,
            4,
            2,
            8,
            1e-5,
            true,
            false,
            false,
            false,
            false,
            new ModelConfig.Rope(10_000, new ModelConfig.Scaling.None()),
            512,
            0.02,
            "float32",
            1,
            List.of(2),
            -1);
    Weights weights =
        new Weights(session.manager(), session.kernels(), config, session.compute().precision());
    TinyModels.fill(weights, 9);
    sessions.add(session);
    networks.put(
        precision,
        new Network(
            session.manager(), session.kernels(), weights, session.compute(), null, null, false));
  }

  @AfterAll
  void close() {
    networks.values().forEach(Network::close);
    sessions.forEach(Session::close);
  }

  /** The network, where this processor has such products beside its dtype. */
  private Network network(Precision precision) {
    boolean there = precision == Precision.FLOAT32 || Processor.detect().hasBfloat16();
    assumeTrue(there, "no packed products in bfloat16");
    return Objects.requireNonNull(networks.get(precision));
  }

  private static float[] values(int count, long seed, double outlier) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    values[3] = (float) outlier;
    return values;
  }

  /**
   * Every block of a row times the Hadamard matrix, whose entry at (i, j) is the sign of i and j.
   */
  private static double[] rotated(float[] rows, int size) {
    int block = 1;
    while (block < 64 && size % (2 * block) == 0 && size / (2 * block) >= 8) {
      block *= 2;
    }
    double[] rotated = new double[rows.length];
    for (int at = 0; at < rows.length; at++) {
      int from = at - at % block;
      for (int j = 0; j < block; j++) {
        boolean plus = Integer.bitCount(j & (at - from)) % 2 == 0;
        rotated[at] += (plus ? rows[from + j] : -rows[from + j]) / Math.sqrt(block);
      }
    }
    return rotated;
  }

  private static double largest(double[] values, int from, int count) {
    double largest = 0;
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    return largest;
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 64, 192})
  void aProductIsAsFarFromTheTruthAsRoundingMayTakeIt(int inputs) {
    int rows = 70;
    float[] x = values(rows * inputs, 1, 30);
    float[] w = values(OUTPUTS * inputs, 2, 4);
    float[] y;
    try (NDManager scope = session.manager().newSubManager();
        Kernels kernels = Objects.requireNonNull(Kernels.int8(scope))) {
      NDArray weight = scope.create(w, new Shape(OUTPUTS, inputs));
      NDArray input = scope.create(x, new Shape(rows, inputs));
      assertTrue(kernels.truth("int8_exact", weight, LEVELS), "sums are exact");
      try (Kernels.Held packed =
          kernels.held("pack_weights", List.of(weight), new int[] {LEVELS})) {
        assertTrue(kernels.truth("rows_independent", input, weight, packed));
        y = kernels.array(scope, "rows_product", input, weight, packed, 0).toFloatArray();
      }
    }
    double[] turned = rotated(x, inputs);
    double[] weights = rotated(w, inputs);
    double most = 0;
    for (int r = 0; r < rows; r++) {
      double xStep = largest(turned, r * inputs, inputs) / 127;
      for (int o = 0; o < OUTPUTS; o++) {
        double wStep = largest(weights, o * inputs, inputs) / LEVELS;
        double sum = 0;
        double rounded = 0;
        double bound = 1e-4;
        for (int i = 0; i < inputs; i++) {
          sum += (double) x[r * inputs + i] * w[o * inputs + i];
          double a = turned[r * inputs + i];
          double b = weights[o * inputs + i];
          rounded += Math.rint(a / xStep) * Math.rint(b / wStep) * xStep * wStep;
          bound += (Math.abs(a) * wStep + Math.abs(b) * xStep) / 2 + xStep * wStep / 4;
        }
        double actual = y[r * OUTPUTS + o];
        assertEquals(sum, actual, bound);
        most = Math.max(most, Math.abs(rounded - actual));
      }
    }
    // A value halfway between two levels may go either way, so a few rows differ by a level.
    assertTrue(most < 0.3, "at most " + most + " from the same rounding in float64");
  }

  private static List<Sample> generate(
      Network network, List<int[]> prompts, int slots, Sampling sampling) {
    try (Decoding decoding = new Decoding(network, 16, 0, WeightFormat.INT8)) {
      Decoder decoder = new Decoder(decoding, slots, 10_000, 512);
      return TinySampler.samples(decoder, prompts, sampling, Set.of(5));
    }
  }

  private static List<int[]> prompts(int count) {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      prompts.add(new SplittableRandom(50 + i).ints(1 + i * 13 % 47, 3, 61).toArray());
    }
    return prompts;
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aSampleDoesNotDependOnItsNeighbours(Precision precision) {
    Network network = network(precision);
    Sampling sampling = new Sampling(4, 1, 0, 0.95, 30, 77);
    List<int[]> prompts = prompts(20);
    List<Sample> all = generate(network, prompts, 128, sampling);
    assertEquals(TinySampler.bits(all), TinySampler.bits(generate(network, prompts, 3, sampling)));
    List<Sample> alone = generate(network, List.of(prompts.get(7)), 128, sampling);
    assertEquals(TinySampler.bits(all.subList(28, 32)), TinySampler.bits(alone));
    assertTrue(all.stream().map(Sample::ids).distinct().count() > 60, "samples differ");
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void logProbabilitiesAreNearThoseOfTheWeightsAndOfTheSampler(Precision precision) {
    Network network = network(precision);
    Sampling sampling = new Sampling(1, 1, 0, 1, 60, 4);
    Sample sample = generate(network, prompts(3).subList(2, 3), 8, sampling).get(0);
    PackedBatch batch = DecoderTest.row(sample);
    float[] exact = network.logProbs(batch).logProbs();
    float[] rounded;
    try (Decoding decoding = new Decoding(network, 16, 0, WeightFormat.INT8)) {
      rounded = decoding.logProbs(batch);
    }
    double fromSampler = 0;
    double fromWeights = 0;
    for (int i = 0; i < exact.length; i++) {
      fromSampler += Math.abs(rounded[i] - sample.logProbs().get(i)) / exact.length;
      fromWeights += Math.abs(rounded[i] - exact[i]) / exact.length;
    }
    double eps = precision == Precision.FLOAT32 ? 0.005 : 0.03;
    assertTrue(fromSampler < eps, fromSampler + " between cached and recomputed");
    assertTrue(fromWeights > 1e-4 && fromWeights < 0.1, fromWeights + " from the weights'");
  }
}
