package dev.herder.pipelines.forecast;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.pipelines.journal.Product;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How much there is of something: of a file of rows, or of a model.
 *
 * @param rows of a file; 0 for a model
 * @param bytes of a file, or of a model's weights
 * @param parameters of a model; 0 for a file
 */
record Volume(double rows, double bytes, double parameters) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LOOKED_AT = 1 << 20;
  private static final String WEIGHTS = ".safetensors";

  static Volume none() {
    return new Volume(0, 0, 0);
  }

  /** Both together. */
  Volume and(Volume other) {
    return new Volume(
        rows + other.rows, bytes + other.bytes, Math.max(parameters, other.parameters));
  }

  /** So many rows of these at most; 0: all. */
  Volume first(double most) {
    double share = most > 0 && most < rows ? most / rows : 1;
    return new Volume(rows * share, bytes * share, parameters);
  }

  /** The volume of what is there. */
  static Volume of(Product.Made made) throws IOException {
    Path path = made.path();
    if (Files.isDirectory(path)) {
      return model(path);
    }
    return Files.isRegularFile(path) ? rows(path) : none();
  }

  /** Counts the rows in the beginning of a file, and takes the rest for the same. */
  private static Volume rows(Path file) throws IOException {
    long size = Files.size(file);
    long rows = 0;
    long seen = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (int b = in.read(); b >= 0 && seen < LOOKED_AT; b = in.read()) {
        seen++;
        rows += b == '\n' ? 1 : 0;
      }
    }
    double all = seen == 0 ? 0 : (double) Math.max(rows, 1) * size / seen;
    return new Volume(all, size, 0);
  }

  private static Volume model(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(WEIGHTS)).toList()) {
        bytes += Files.size(file);
      }
    }
    return new Volume(0, bytes, (double) bytes / bytesPerParameter(folder));
  }

  private static int bytesPerParameter(Path folder) throws IOException {
    Path config = folder.resolve("config.json");
    if (!Files.isRegularFile(config)) {
      return Float.BYTES;
    }
    String dtype =
        JSON.readTree(config.toFile())
            .path("torch_dtype")
            .asText(JSON.readTree(config.toFile()).path("dtype").asText(""));
    return dtype.endsWith("16") ? Short.BYTES : Float.BYTES;
  }
}
