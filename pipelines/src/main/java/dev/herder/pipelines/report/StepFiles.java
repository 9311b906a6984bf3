package dev.herder.pipelines.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.herder.core.UserError;
import dev.herder.core.report.MetricTable;
import dev.herder.pipelines.journal.Trail.Passed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What a step left in its folder, as far as the report knows such files. */
final class StepFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** So many rows of a file are looked at, so that memory and time do not grow with it. */
  private static final int MOST_ROWS = 200_000;

  private StepFiles() {}

  /** The metrics of a training; none if the step is none, or if they are damaged. */
  static Optional<MetricTable> metrics(Passed passed) throws IOException {
    Path file = passed.product().path().resolve("metrics.jsonl");
    try {
      return Files.isRegularFile(file) ? Optional.of(MetricTable.read(file)) : Optional.empty();
    } catch (UserError e) {
      // A record on which nothing depends must not end the run; the page tells of it.
      return Optional.empty();
    }
  }

  /** The manifest's counts of rows; a missing node if there are none, or if they are damaged. */
  static JsonNode rows(Passed passed) throws IOException {
    Path file = passed.product().path().resolve("manifest.json");
    try {
      return Files.isRegularFile(file)
          ? JSON.readTree(file.toFile()).path("rows")
          : MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Whether the step's folder has metrics that cannot be read. */
  static boolean hasDamagedMetrics(Passed passed) throws IOException {
    return Files.isRegularFile(passed.product().path().resolve("metrics.jsonl"))
        && metrics(passed).isEmpty();
  }

  /** The numbers under a key of the rows of the step's output files, first rows first. */
  static double[] column(Passed passed, String key) throws IOException {
    DoubleStream.Builder values = DoubleStream.builder();
    for (String output : passed.product().hashes().keySet()) {
      Path file = passed.product().path().resolve(output);
      if (output.endsWith(".jsonl") && Files.isRegularFile(file)) {
        read(file, key, values);
      }
    }
    return values.build().toArray();
  }

  /** Reads without building rows: prompts may be long, and only one number is wanted. */
  private static void read(Path file, String key, DoubleStream.Builder values) throws IOException {
    int rows = 0;
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      int depth = 0;
      for (JsonToken token = parser.nextToken();
          token != null && rows < MOST_ROWS;
          token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
          depth++;
        } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
          depth--;
          rows += depth == 0 ? 1 : 0;
        } else if (depth == 1 && token.isNumeric() && key.equals(parser.currentName())) {
          values.add(parser.getDoubleValue());
        }
      }
    }
  }

  /** The tokens that a step read or drew: of a training, or of a model's answers. */
  static OptionalLong tokens(Passed passed) throws IOException {
    Optional<double[]> trained =
        metrics(passed).flatMap(table -> table.series("num_tokens")).map(series -> series.values());
    if (trained.isPresent() && trained.get().length > 0) {
      return OptionalLong.of((long) Arrays.stream(trained.get()).max().orElse(0));
    }
    boolean draws = passed.step().inputs().containsKey("model");
    double[] drawn = draws ? column(passed, "tokens") : new double[0];
    return drawn.length == 0
        ? OptionalLong.empty()
        : OptionalLong.of((long) Arrays.stream(drawn).sum());
  }

  /** Bytes of all files in the step's folder. */
  static long bytes(Path folder) throws IOException {
    long sum = 0;
    if (Files.isDirectory(folder)) {
      try (Stream<Path> walk = Files.walk(folder)) {
        for (Path file : walk.filter(Files::isRegularFile).toList()) {
          sum += Files.size(file);
        }
      }
    }
    return sum;
  }
}
