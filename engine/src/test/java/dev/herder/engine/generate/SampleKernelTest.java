package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Session;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sampling kernel against its definition in float64. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SampleKernelTest {
  private static final int VOCABULARY = 37;
  private static final int DRAWS = 2000;
  private Session session;

  @BeforeAll
  void open() {
    session = new Session(Compute.plain(2));
  }

  @AfterAll
  void close() {
    session.close();
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared, only read.
  private record Drawn(long[] ids, float[] logProbs) {}

  private Drawn sample(float[][] logits, double[] u, double temperature, int topK, double topP) {
    try (NDManager scope = session.manager().newSubManager()) {
      float[] flat = new float[logits.length * logits[0].length];
      for (int i = 0; i < logits.length; i++) {
        System.arraycopy(logits[i], 0, flat, i * logits[0].length, logits[0].length);
      }
      NDArray rows = scope.create(flat, new Shape(logits.length, logits[0].length));
      List<NDArray> out =
          session
              .kernels()
              .arrays(
                  scope,
                  "sample",
                  rows,
                  scope.create(u),
                  scope.create(new long[0]),
                  temperature,
                  topK,
                  topP,
                  0.0,
                  1.0);
      return new Drawn(out.get(0).toLongArray(), out.get(1).toFloatArray());
    }
  }

  private static float[] row(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] logits = new float[VOCABULARY];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextDouble(-4, 4);
    }
    return logits;
  }

  @ParameterizedTest
  @CsvSource({
    "1,0,1",
    "0.7,0,1",
    "1.9,0,1",
    "1,5,1",
    "1,1,1",
    "1,500,1",
    "1,0,0.9",
    "1,0,0.3",
    "1,0,0.001",
    "0.8,7,0.8",
    "1.5,3,0.6"
  })
  void drawsTheTokenWhereTheCumulativePassesU(double temperature, int topK, double topP) {
    float[][] logits = new float[DRAWS][];
    double[] u = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      logits[i] = row(i % 5);
      int draw = i / 5;
      u[i] = (draw + 0.5) / (DRAWS / 5.0);
    }
    Drawn drawn = sample(logits, u, temperature, topK, topP);
    int compared = 0;
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < DRAWS; i++) {
      double[] kept = Filtered.truncated(Filtered.softmax(logits[i], temperature), topK, topP);
      double total = Arrays.stream(kept).sum();
      double cumulative = 0;
      int expected = 0;
      double nearest = 1;
      for (int t = 0; t < VOCABULARY; t++) {
        nearest = Math.min(nearest, Math.abs(cumulative / total - u[i]));
        if (kept[t] > 0 && cumulative / total <= u[i]) {
          expected = t;
        }
        cumulative += kept[t];
      }
      int id = (int) drawn.ids[i];
      assertTrue(kept[id] > 0, "token " + id + " was cut off");
      double logProb = Math.log(Filtered.softmax(logits[i], 1)[id]);
      assertEquals(logProb, drawn.logProbs[i], 1e-5, "log-probability without truncation");
      // Next to a boundary rounding decides.
      if (nearest > 1e-5) {
        assertEquals(expected, id, "draw " + i);
        compared++;
      }
      if (i % 5 == 0) {
        seen.add(drawn.ids[i]);
      }
    }
    assertTrue(compared > 0.95 * DRAWS, compared + " draws tell");
    double[] kept = Filtered.truncated(Filtered.softmax(row(0), temperature), topK, topP);
    long likely =
        Arrays.stream(kept).map(p -> p / Arrays.stream(kept).sum()).filter(p -> p > 0.01).count();
    assertTrue(seen.size() >= likely, seen.size() + " of " + likely + " likely tokens were drawn");
  }

  @Test
  void temperatureZeroTakesTheMostProbable() {
    float[][] logits = {row(1), row(2), row(3)};
    Drawn drawn = sample(logits, new double[] {0.1, 0.5, 0.999}, 0, 3, 0.5);
    for (int i = 0; i < 3; i++) {
      float[] each = logits[i];
      int best =
          IntStream.range(0, VOCABULARY)
              .boxed()
              .max(Comparator.comparingDouble(t -> each[t]))
              .orElseThrow();
      assertEquals(best, drawn.ids[i]);
      assertEquals(Math.log(Filtered.softmax(each, 1)[best]), drawn.logProbs[i], 1e-5);
    }
  }

  @Test
  void theEndsOfTheUnitIntervalAreTokens() {
    float[][] logits = {{-40, 2, 1, -40}, {-40, 2, 1, -40}, {5, -90, -90, -90}};
    double[] u = {0, Math.nextDown(1.0), Math.nextDown(1.0)};
    long[] ids = sample(logits, u, 1, 2, 1).ids;
    assertArrayEquals(new long[] {1, 2, 0}, Arrays.copyOf(ids, 3));
  }
}
