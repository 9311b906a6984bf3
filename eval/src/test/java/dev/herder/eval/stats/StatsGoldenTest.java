package dev.herder.eval.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Against SciPy and statsmodels; {@code make_stats.py} beside the numbers makes them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatsGoldenTest {
  private JsonNode golden = new ObjectMapper().createObjectNode();

  @BeforeAll
  void read() throws IOException {
    try (InputStream in = StatsGoldenTest.class.getResourceAsStream("/golden/stats/stats.json")) {
      golden = new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
  }

  private static double[] numbers(JsonNode list) {
    double[] values = new double[list.size()];
    Arrays.setAll(values, i -> list.get(i).asDouble());
    return values;
  }

  @Test
  void wilson() {
    assertEquals(16, golden.path("wilson").size());
    for (JsonNode row : golden.path("wilson")) {
      Interval interval =
          Wilson.of(
              row.path("successes").asLong(),
              row.path("n").asLong(),
              row.path("confidence").asDouble());

      assertEquals(row.path("interval").get(0).asDouble(), interval.low(), 1e-9, row::toString);
      assertEquals(row.path("interval").get(1).asDouble(), interval.high(), 1e-9, row::toString);
    }
  }

  @Test
  void mcNemar() {
    assertEquals(8, golden.path("mcnemar").size());
    for (JsonNode row : golden.path("mcnemar")) {
      McNemar test = new McNemar(row.path("first").asLong(), row.path("second").asLong());

      assertEquals(row.path("exact").asDouble(), test.exactP(), 1e-9, row::toString);
      if (row.has("statistic")) {
        assertEquals(row.path("statistic").asDouble(), test.chiSquare(), 1e-9, row::toString);
        assertEquals(row.path("chi_square").asDouble(), test.chiSquareP(), 1e-9, row::toString);
      }
    }
    assertEquals(1, new McNemar(0, 0).chiSquareP());
    assertEquals(new McNemar(1200, 1100).chiSquareP(), new McNemar(1200, 1100).p());
    assertEquals(new McNemar(500, 500).exactP(), new McNemar(500, 500).p());
  }

  @Test
  void mcNemarCountsDisagreements() {
    McNemar test =
        McNemar.of(
            new boolean[] {true, true, true, false, false},
            new boolean[] {true, false, false, true, false});

    assertEquals(new McNemar(2, 1), test);
    assertThrows(IllegalArgumentException.class, () -> McNemar.of(new boolean[1], new boolean[2]));
  }

  @Test
  void kolmogorovSmirnov() {
    assertEquals(7, golden.path("ks").size());
    for (JsonNode row : golden.path("ks")) {
      double[] x = numbers(row.path("x"));
      double[] y = numbers(row.path("y"));

      KolmogorovSmirnov test = KolmogorovSmirnov.of(x, y);

      assertEquals(row.path("statistic").asDouble(), test.statistic(), 1e-12);
      assertEquals(row.path("exact").asDouble(), test.p(), 1e-9);
      if (row.path("limit").asDouble() >= 0) {
        assertEquals(
            row.path("limit").asDouble(),
            KolmogorovSmirnov.limitP(test.statistic(), x.length, y.length),
            1e-9);
      }
    }
  }

  @Test
  void kolmogorovSmirnovOfManyValues() {
    double[] x = new double[2000];
    double[] y = new double[1500];
    Arrays.setAll(x, i -> i / 2000.0);
    Arrays.setAll(y, i -> i / 1500.0 + 0.05);

    KolmogorovSmirnov test = KolmogorovSmirnov.of(x, y);

    assertEquals(KolmogorovSmirnov.limitP(test.statistic(), 2000, 1500), test.p());
    assertEquals(0.05, test.statistic(), 1e-3);
    assertEquals(KolmogorovSmirnov.exactP(test.statistic(), 2000, 1500), test.p(), 2e-3);
  }

  @Test
  void effectSizes() {
    JsonNode effects = golden.path("effects");
    double[] x = numbers(effects.path("x"));
    double[] y = numbers(effects.path("y"));
    double[] differences = new double[x.length];
    Arrays.setAll(differences, i -> y[i] - x[i]);

    assertEquals(effects.path("pairs").asDouble(), EffectSize.ofPairs(differences), 1e-9);
    assertEquals(effects.path("samples").asDouble(), EffectSize.ofSamples(x, y), 1e-9);
    for (JsonNode each : effects.path("shares")) {
      double h = EffectSize.ofShares(each.get(0).asDouble(), each.get(1).asDouble());
      assertEquals(each.get(2).asDouble(), h, 1e-9);
    }
    assertEquals(0, EffectSize.ofPairs(new double[3]));
    assertEquals(0, EffectSize.ofSamples(new double[3], new double[3]));
  }

  @Test
  void corrections() {
    assertEquals(4, golden.path("corrections").size());
    for (JsonNode row : golden.path("corrections")) {
      double[] p = numbers(row.path("p"));

      assertArrayEquals(numbers(row.path("holm")), Correction.HOLM.adjusted(p), 1e-12);
      assertArrayEquals(numbers(row.path("bh")), Correction.BENJAMINI_HOCHBERG.adjusted(p), 1e-12);
    }
  }

  @Test
  void detectableDifference() {
    for (JsonNode row : golden.path("detectable")) {
      DetectableDifference rule =
          new DetectableDifference(row.path("level").asDouble(), row.path("power").asDouble());

      assertEquals(
          row.path("paired").asDouble(),
          rule.paired(row.path("deviation").asDouble(), row.path("n").asLong()),
          1e-5,
          row::toString);
    }
    assertEquals(
        DetectableDifference.usual().paired(Math.sqrt(0.42), 541),
        DetectableDifference.usual().shares(0.3, 541),
        1e-12);
  }

  @Test
  void bootstrapIsScipysUpToChance() {
    JsonNode row = golden.path("bootstrap");

    Interval mean = Bootstrap.usual().mean(numbers(row.path("values")));

    assertEquals(row.path("mean").get(0).asDouble(), mean.low(), 0.02);
    assertEquals(row.path("mean").get(1).asDouble(), mean.high(), 0.02);
    assertEquals(mean, Bootstrap.usual().mean(numbers(row.path("values"))));
  }

  @Test
  void pairedBootstrapIsScipysUpToChance() {
    JsonNode row = golden.path("bootstrap");
    double[] x = numbers(row.path("x"));
    double[] y = numbers(row.path("y"));

    PairedBootstrap test = PairedBootstrap.ofMeans(x, y, Bootstrap.usual());

    assertEquals(
        Arrays.stream(y).average().orElseThrow() - Arrays.stream(x).average().orElseThrow(),
        test.difference(),
        1e-12);
    assertEquals(row.path("difference").get(0).asDouble(), test.interval().low(), 0.0151);
    assertEquals(row.path("difference").get(1).asDouble(), test.interval().high(), 0.0151);
    assertEquals(1, PairedBootstrap.ofMeans(x, x, Bootstrap.usual()).p());
    double[] more = Arrays.stream(x).map(each -> each + 1).toArray();
    assertEquals(2.0 / 2001, PairedBootstrap.ofMeans(x, more, Bootstrap.usual()).p(), 1e-12);
  }

  @Test
  void seedsArePooled() {
    JsonNode row = golden.path("seeds");

    PooledSeeds pooled = PooledSeeds.of(numbers(row.path("values")));

    assertEquals(row.path("mean").asDouble(), pooled.mean(), 1e-12);
    assertEquals(row.path("deviation").asDouble(), pooled.deviation(), 1e-12);
    assertEquals(row.path("interval").get(0).asDouble(), pooled.interval().low(), 1e-9);
    assertEquals(row.path("interval").get(1).asDouble(), pooled.interval().high(), 1e-9);
    assertTrue(pooled.interval().contains(pooled.mean()));
    assertThrows(IllegalArgumentException.class, () -> PooledSeeds.of(new double[] {1}));
  }
}
