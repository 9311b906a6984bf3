package dev.herder.pipelines.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.run.Hashes;
import java.util.Map;
import java.util.TreeMap;

/** Identities for the tests of this package. */
final class Identities {
  private Identities() {}

  static JsonNode settings(Map<String, Object> values) {
    return new ObjectMapper().valueToTree(values);
  }

  static String hash(String content) {
    return Hashes.ofString(content);
  }

  static Identity of(String stage, Map<String, Object> settings, long seed, String input) {
    return new Identity(
        stage, settings(settings), seed, new TreeMap<>(Map.of("data", hash(input))), "1.0");
  }
}
