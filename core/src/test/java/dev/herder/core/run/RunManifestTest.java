package dev.herder.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunManifestTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void writtenAndReadBack() throws IOException {
    RunManifest manifest = manifest("f1");
    manifest.write(folder);
    assertEquals(manifest, RunManifest.read(folder));
  }

  @Test
  void theFileSaysEverything() throws IOException {
    manifest("f1").write(folder);
    JsonNode json = JSON.readTree(folder.resolve(RunManifest.FILE).toFile());
    assertEquals("sft", json.at("/stage").asText());
    assertEquals(12.5, json.at("/seconds").asDouble());
    assertEquals(9, json.at("/inputs/1/rows").asLong());
    assertTrue(json.at("/inputs/0/rows").isMissingNode());
    assertEquals(2, json.at("/rows/dropped/too long").asLong());
    assertEquals("bfloat16", json.at("/machine/dtype").asText());
    assertEquals(0.5, json.at("/settings/learning-rate").asDouble());
    assertEquals("17", json.at("/versions/java").asText());
  }

  @Test
  void aFinishedRunIsFoundByItsFingerprint() throws IOException {
    assertEquals(Optional.empty(), RunManifest.finished(folder, "f1"));
    manifest("f1").write(folder);
    assertEquals(Optional.of(manifest("f1")), RunManifest.finished(folder, "f1"));
    assertEquals(Optional.empty(), RunManifest.finished(folder, "f2"));
  }

  @Test
  void aRunWhoseOutputChangedIsNotFinished() throws IOException {
    manifest("f1").write(folder);
    Files.writeString(folder.resolve("out.jsonl"), "changed");
    assertEquals(Optional.empty(), RunManifest.finished(folder, "f1"));
    Files.delete(folder.resolve("out.jsonl"));
    assertEquals(Optional.empty(), RunManifest.finished(folder, "f1"));
  }

  @Test
  void aMissingManifestIsNamed() {
    UserError error = assertThrows(UserError.class, () -> RunManifest.read(folder));
    assertTrue(
        String.valueOf(error.getMessage())
            .startsWith(folder.resolve("manifest.json") + ": no such file"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"stage\": \"sft\"}", "null", "{\"rows\": 3}"})
  void aDamagedManifestIsRefused(String text) throws IOException {
    Files.writeString(folder.resolve(RunManifest.FILE), text);
    UserError error = assertThrows(UserError.class, () -> RunManifest.read(folder));
    assertTrue(
        String.valueOf(error.getMessage()).contains("manifest.json: damaged"), error.getMessage());
    assertEquals(1, String.valueOf(error.getMessage()).lines().count());
  }

  @Test
  void everyKeyIsNeeded() throws IOException {
    manifest("f1").write(folder);
    Path file = folder.resolve(RunManifest.FILE);
    JsonNode whole = JSON.readTree(file.toFile());
    int refused = 0;
    for (String key : List.copyOf(whole.properties().stream().map(Map.Entry::getKey).toList())) {
      if (!key.equals("seconds")) {
        JsonNode part = whole.deepCopy();
        ((com.fasterxml.jackson.databind.node.ObjectNode) part).remove(key);
        Files.writeString(file, part.toString());
        assertThrows(UserError.class, () -> RunManifest.read(folder), key);
        refused++;
      }
    }
    assertEquals(11, refused);
  }

  @Test
  void rowsAddUp() {
    assertThrows(
        IllegalArgumentException.class, () -> new RowCounts(9, 8, Map.of("x", 2L), Map.of()));
    assertEquals(new RowCounts(4, 4, Map.of(), Map.of()), RowCounts.allUsed(4));
  }

  private RunManifest manifest(String fingerprint) throws IOException {
    Path out = Files.writeString(folder.resolve("out.jsonl"), "result");
    return new RunManifest(
        "sft",
        fingerprint,
        JSON.createObjectNode().put("learning-rate", 0.5),
        7,
        List.of(
            new Artifact("models/tiny", Hashes.ofString("m"), null),
            new Artifact("rows.jsonl", Hashes.ofString("r"), 9L)),
        List.of(Artifact.output(folder, out, 3L)),
        new RowCounts(9, 7, Map.of("too long", 2L), Map.of("cut at the end", 1L)),
        Map.of("java", "17"),
        Map.of("dtype", "bfloat16"),
        Instant.parse("2026-01-02T03:04:05Z"),
        Instant.parse("2026-01-02T03:04:17.500Z"));
  }
}
