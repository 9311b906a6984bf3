package dev.herder.core.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The numbers of a {@code metrics.jsonl} by name, each a series over the steps that have it. */
public final class MetricTable {
  private final Map<String, Series> series;
  private final long steps;

  private MetricTable(Map<String, Series> series, long steps) {
    this.series = series;
    this.steps = steps;
  }

  /** A table without anything. */
  public static MetricTable empty() {
    return new MetricTable(Map.of(), 0);
  }

  /**
   * Reads a file; a torn last line, as of a run under way, is left out.
   *
   * @throws dev.herder.core.UserError if a line is damaged
   */
  public static MetricTable read(Path file) throws IOException {
    Map<String, Column> columns = new LinkedHashMap<>();
    long steps = 0;
    try (MetricLines lines = new MetricLines(file)) {
      for (ObjectNode line = lines.next(); line != null; line = lines.next()) {
        steps++;
        JsonNode nonFinite = line.path(MetricLine.NONFINITE);
        for (Map.Entry<String, JsonNode> field : line.properties()) {
          String name = field.getKey();
          boolean missing = field.getValue().isNull() && nonFinite.has(name);
          if (!name.equals(MetricLine.STEP) && (field.getValue().isNumber() || missing)) {
            columns
                .computeIfAbsent(name, key -> new Column())
                .add((double) lines.step(), missing ? Double.NaN : field.getValue().asDouble());
          }
        }
      }
    }
    Map<String, Series> series = new LinkedHashMap<>();
    columns.forEach((name, column) -> series.put(name, column.toSeries(name)));
    return new MetricTable(series, steps);
  }

  /** How many steps have a line. */
  public long steps() {
    return steps;
  }

  /** The names of the numeric metrics, in the order they first appear. */
  public List<String> names() {
    return List.copyOf(series.keySet());
  }

  /** The values of a metric, if a line has it. */
  public Optional<Series> series(String name) {
    return Optional.ofNullable(series.get(name));
  }

  private static final class Column {
    private double[] x = new double[64];
    private double[] y = new double[64];
    private int size;

    void add(double step, double value) {
      if (size == x.length) {
        x = Arrays.copyOf(x, 2 * size);
        y = Arrays.copyOf(y, 2 * size);
      }
      x[size] = step;
      y[size++] = value;
    }

    Series toSeries(String name) {
      return Series.of(name, Arrays.copyOf(x, size), Arrays.copyOf(y, size));
    }
  }
}
