package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricTableTest {
  @TempDir Path directory;

  @Test
  void collectsTheNumbersByName() throws IOException {
    Path file = directory.resolve("metrics.jsonl");
    Files.writeString(
        file,
        """
        {"step":10,"loss":2.5,"note":"text","flag":true,"hole":null}
        {"step":20,"loss":null,"eval_loss":2.25,"nonfinite":{"loss":"NaN"}}
        {"step":30,"loss":1.5}
        {"step":40,"loss":1""");
    MetricTable table = MetricTable.read(file);
    assertEquals(List.of("loss", "eval_loss"), table.names());
    assertEquals(3, table.steps());
    Series loss = table.series("loss").orElseThrow();
    assertArrayEquals(new double[] {2.5, Double.NaN, 1.5}, loss.values());
    assertEquals(30, loss.x(2));
    assertEquals(2, loss.finite());
    assertEquals(20, table.series("eval_loss").orElseThrow().x(0));
    assertEquals(Optional.empty(), table.series("note"));
  }

  @Test
  void growsWithTheFile() throws IOException {
    Path file = directory.resolve("metrics.jsonl");
    try (MetricsFile metrics = MetricsFile.create(file)) {
      for (int step = 1; step <= 1000; step++) {
        metrics.accept(step, Map.of("v", 2 * step));
      }
    }
    Series series = MetricTable.read(file).series("v").orElseThrow();
    assertEquals(1000, series.size());
    assertEquals(2 * 777, series.y(776));
  }

  @Test
  void anEmptyFileIsAnEmptyTable() throws IOException {
    Path file = Files.createFile(directory.resolve("metrics.jsonl"));
    assertEquals(List.of(), MetricTable.read(file).names());
    assertEquals(0, MetricTable.empty().steps());
  }
}
