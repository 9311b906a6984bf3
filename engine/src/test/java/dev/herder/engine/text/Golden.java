package dev.herder.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** The golden folders and how to read them. */
final class Golden {
  static final ObjectMapper JSON = new ObjectMapper();

  private Golden() {}

  static Path folder(String name) {
    try {
      URL url = Golden.class.getResource("/golden/text/" + name);
      return Path.of(Objects.requireNonNull(url, name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode cases(String name) {
    try {
      return JSON.readTree(folder(name).resolve("cases.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int[] ints(JsonNode list) {
    return JSON.convertValue(list, int[].class);
  }
}
