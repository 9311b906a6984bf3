package dev.herder.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FingerprintTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Artifact MODEL = new Artifact("m", Hashes.ofString("model"), null);
  private static final Artifact ROWS = new Artifact("r", Hashes.ofString("rows"), 5L);

  @Test
  void neitherPathsNorTheOrderOfKeysMatter() throws IOException {
    Artifact moved = new Artifact("elsewhere/r", ROWS.sha256(), null);
    assertEquals(
        Fingerprint.of(
            "sft", json("{\"a\": 1, \"b\": {\"c\": [1], \"d\": 2}}"), 3, list(ROWS), "1"),
        Fingerprint.of(
            "sft", json("{\"b\": {\"d\": 2, \"c\": [1]}, \"a\": 1}"), 3, list(moved), "1"));
  }

  @Test
  void everythingElseMatters() throws IOException {
    JsonNode settings = json("{\"a\": 1}");
    Set<String> all = new HashSet<>();
    all.add(Fingerprint.of("sft", settings, 3, list(MODEL, ROWS), "1"));
    all.add(Fingerprint.of("dpo", settings, 3, list(MODEL, ROWS), "1"));
    all.add(Fingerprint.of("sft", json("{\"a\": \"1\"}"), 3, list(MODEL, ROWS), "1"));
    all.add(Fingerprint.of("sft", json("{\"a\": [1]}"), 3, list(MODEL, ROWS), "1"));
    all.add(Fingerprint.of("sft", settings, 4, list(MODEL, ROWS), "1"));
    all.add(Fingerprint.of("sft", settings, 3, list(ROWS, MODEL), "1"));
    all.add(Fingerprint.of("sft", settings, 3, list(MODEL), "1"));
    all.add(Fingerprint.of("sft", settings, 3, list(MODEL, ROWS), "2"));
    assertEquals(8, all.size());
  }

  @Test
  void theOrderOfAListMatters() throws IOException {
    assertNotEquals(
        Fingerprint.of("sft", json("{\"a\": [1, 2]}"), 3, list(), "1"),
        Fingerprint.of("sft", json("{\"a\": [2, 1]}"), 3, list(), "1"));
  }

  private static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  private static List<Artifact> list(Artifact... artifacts) {
    return List.of(artifacts);
  }
}
