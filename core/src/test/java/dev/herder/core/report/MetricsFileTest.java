package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsFileTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("metrics.jsonl");
  }

  private static Map<String, Object> metrics(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** What a run would log: some values that only the step decides, one that the clock decides. */
  private static Map<String, Object> logged(long step, double speed) {
    return metrics(
        "loss", 3.0 / step, "learning_rate", 1e-5f * step, "tokens_per_second", speed, "mfu", 0.5);
  }

  @Test
  void writesOneObjectPerStepInTheOrderGiven() throws IOException {
    try (MetricsFile metrics = MetricsFile.create(file())) {
      metrics.accept(
          7, metrics("loss", 0.1f, "grad_norm", 12.75, "learning_rate", 2e-5, "num_tokens", 1289));
      metrics.accept(
          9,
          metrics(
              "z", true, "a", "tab\t\"", "b", new BigDecimal("0.10"), "c", new BigInteger("12")));
    }
    assertEquals(
        """
        {"step":7,"loss":0.1,"grad_norm":12.75,"learning_rate":2.0E-5,"num_tokens":1289}
        {"step":9,"z":true,"a":"tab\\t\\"","b":0.10,"c":12}
        """,
        Files.readString(file()));
  }

  @Test
  void aLineIsThereAsSoonAsTheStepEnds() throws IOException {
    try (MetricsFile metrics = MetricsFile.create(file())) {
      metrics.accept(1, metrics("loss", 4));
      assertEquals("{\"step\":1,\"loss\":4}\n", Files.readString(file()));
    }
  }

  @Test
  void printsTheFewestDigitsThatReadBack() throws IOException {
    // Before JDK 19 Double.toString prints the third as 1.9999999999999998E23.
    double[] values = {
      0.1 + 0.2, 2.2250738585072014E-308, Double.parseDouble("2e23"), 4.9E-324, Math.PI, 1.0 / 3
    };
    try (MetricsFile metrics = MetricsFile.create(file())) {
      for (int i = 0; i < values.length; i++) {
        metrics.accept(i + 1, metrics("v", values[i]));
      }
    }
    MetricTable table = MetricTable.read(file());
    assertArrayEquals(values, table.series("v").orElseThrow().values());
    assertTrue(Files.readString(file()).contains("{\"step\":3,\"v\":2.0E23}"));
    assertTrue(Files.readString(file()).contains("{\"step\":1,\"v\":0.30000000000000004}"));
  }

  @Test
  void nonFiniteNumbersBecomeNullWithANote() throws IOException {
    try (MetricsFile metrics = MetricsFile.create(file())) {
      metrics.accept(
          1,
          metrics(
              "loss",
              Double.NaN,
              "grad_norm",
              Float.POSITIVE_INFINITY,
              "mfu",
              0.5,
              "x",
              Double.NEGATIVE_INFINITY));
    }
    assertEquals(
        "{\"step\":1,\"loss\":null,\"grad_norm\":null,\"mfu\":0.5,\"x\":null,\"nonfinite\":"
            + "{\"loss\":\"NaN\",\"grad_norm\":\"Infinity\",\"x\":\"-Infinity\"}}\n",
        Files.readString(file()));
  }

  @Test
  void aStepOutOfOrderAndAForbiddenNameOrValueAreRefused() throws IOException {
    try (MetricsFile metrics = MetricsFile.create(file())) {
      metrics.accept(3, Map.of());
      assertThrows(IllegalArgumentException.class, () -> metrics.accept(3, Map.of()));
      assertThrows(IllegalArgumentException.class, () -> metrics.accept(2, Map.of()));
      assertThrows(IllegalArgumentException.class, () -> metrics.accept(4, Map.of("step", 4)));
      assertThrows(IllegalArgumentException.class, () -> metrics.accept(4, Map.of("nonfinite", 4)));
      Exception e =
          assertThrows(
              IllegalArgumentException.class,
              () -> metrics.accept(4, Map.of("list", List.of("a"))));
      assertTrue(String.valueOf(e.getMessage()).startsWith("metric list is a "), e.getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> metrics.accept(4, Map.of("long", "x".repeat(1 << 20))));
      metrics.accept(4, Map.of("kept", 1));
    }
    assertEquals("{\"step\":3}\n{\"step\":4,\"kept\":1}\n", Files.readString(file()));
  }

  @ParameterizedTest
  @CsvSource({
    // the step that was saved last, the step that was running at the kill, bytes of it written
    "0, 1, 0",
    "0, 3, 10",
    "4, 5, 1",
    "4, 9, 20",
    "4, 10, 30",
    "10, 10, 0"
  })
  void aKilledAndResumedRunEndsWithTheSameFile(int saved, int killed, int torn) throws IOException {
    try (MetricsFile metrics = MetricsFile.create(file())) {
      for (int step = 1; step <= 10; step++) {
        metrics.accept(step, logged(step, 100));
      }
    }
    byte[] uninterrupted = Files.readAllBytes(file());
    try (MetricsFile metrics = MetricsFile.create(file())) {
      for (int step = 1; step <= killed; step++) {
        metrics.accept(step, logged(step, 100));
      }
    }
    Files.write(
        file(), "{".repeat(torn).getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    try (MetricsFile metrics = MetricsFile.resume(file(), saved)) {
      assertEquals(saved == 0 ? Long.MIN_VALUE : saved, metrics.lastStep());
      for (int step = saved + 1; step <= 10; step++) {
        metrics.accept(step, logged(step, 100));
      }
    }
    assertArrayEquals(uninterrupted, Files.readAllBytes(file()));
  }

  @Test
  void resumingKeepsALineThatIsWholeEvenIfTheNewlineOfTheNextIsMissing() throws IOException {
    Files.writeString(file(), "{\"step\":1}\n{\"step\":2}");
    MetricsFile.resume(file(), 2).close();
    assertEquals("{\"step\":1}\n", Files.readString(file()));
  }

  @Test
  void resumingWithoutAFileStartsOneAndSaysSo() throws IOException {
    try (MetricsFile metrics = MetricsFile.resume(file(), 5)) {
      assertEquals(Long.MIN_VALUE, metrics.lastStep());
      metrics.accept(6, Map.of());
    }
    assertEquals("{\"step\":6}\n", Files.readString(file()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "[2]",
        "{}",
        "{\"step\":\"2\"}",
        "{\"step\":2.5}",
        "{\"step\":1}",
        "{\"step\":1e400}",
        "",
      })
  void aDamagedLineIsRefusedWithItsPlaceAndNothingIsCut(String line) throws IOException {
    String text = "{\"step\":1}\n" + line + "\n{\"step\":3}\n";
    Files.writeString(file(), text);
    UserError e = assertThrows(UserError.class, () -> MetricsFile.resume(file(), 3));
    assertTrue(String.valueOf(e.getMessage()).startsWith(file() + ":2: "), e.getMessage());
    assertThrows(UserError.class, () -> MetricsFile.deterministicView(file()));
    assertThrows(UserError.class, () -> MetricTable.read(file()));
    assertEquals(text, Files.readString(file()));
  }

  @Test
  void anEndlessLineIsRefusedWithoutReadingItAll() throws IOException {
    Files.write(file(), new byte[(1 << 20) + 1]);
    UserError e = assertThrows(UserError.class, () -> MetricsFile.resume(file(), 1));
    assertTrue(
        String.valueOf(e.getMessage()).contains(":1: longer than 1048576 bytes"), e.getMessage());
  }

  @Test
  void runsOfDifferentSpeedHaveTheSameDeterministicView() throws IOException {
    Path other = directory.resolve("other.jsonl");
    try (MetricsFile a = MetricsFile.create(file());
        MetricsFile b = MetricsFile.create(other)) {
      for (int step = 1; step <= 2; step++) {
        a.accept(step, logged(step, 100.5 + step));
        b.accept(step, logged(step, Double.NaN));
      }
    }
    String expected =
        """
        {"step":1,"loss":3.0,"learning_rate":1.0E-5}
        {"step":2,"loss":1.5,"learning_rate":2.0E-5}
        """;
    assertEquals(expected, MetricsFile.deterministicView(file()));
    assertEquals(expected, MetricsFile.deterministicView(other));
  }

  @Test
  void theDeterministicViewKeepsTheNoteOnOtherMetrics() throws IOException {
    try (MetricsFile metrics = MetricsFile.create(file())) {
      metrics.accept(1, metrics("loss", Double.NaN, "tokens_per_second", Double.NaN));
    }
    assertEquals(
        "{\"step\":1,\"loss\":null,\"nonfinite\":{\"loss\":\"NaN\"}}\n",
        MetricsFile.deterministicView(file()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tokens_per_second",
        "eval_samples_per_second",
        "seconds",
        "mfu",
        "memory_mib",
        "peak_rss_mib",
        "eval_runtime",
        "wall_time"
      })
  void namesOfTimeAndMemoryDependOnTheMachine(String name) {
    assertTrue(MetricsFile.isMachineDependent(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"loss", "num_tokens", "rewards/margins", "learning_rate", "grad_norm"})
  void otherNamesDoNot(String name) {
    assertFalse(MetricsFile.isMachineDependent(name));
  }
}
