package dev.herder.core.template;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What transformers made of templates, recorded by {@code make_golden.py}. */
final class Golden {
  /** The time at which the goldens were made. */
  static final LocalDateTime NOW = LocalDateTime.of(2025, 7, 3, 14, 5, 9, 123_456_000);

  private static final ObjectMapper JSON = new ObjectMapper();

  private Golden() {}

  static JsonNode read(String name) {
    try {
      return JSON.readTree(text(name));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  static String chatTemplate(String name) {
    return text("chat/" + name + ".jinja");
  }

  /** Every chat template, by name in order. */
  static List<String> chatTemplates() {
    return StreamSupport.stream(read("chats.json").path("results").spliterator(), false)
        .map(row -> row.path(0).textValue())
        .toList();
  }

  static Map<String, Object> map(JsonNode object) {
    return JSON.convertValue(object, new TypeReference<>() {});
  }

  static List<Map<String, Object>> maps(JsonNode list) {
    return JSON.convertValue(list, new TypeReference<>() {});
  }

  private static String text(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/template/" + name)) {
      assertNotNull(in, name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
