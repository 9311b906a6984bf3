package dev.herder.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.data.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonSchemaVerifierTest {
  private static final Map<String, Object> SHEEP =
      Map.of(
          "type",
          "object",
          "required",
          List.of("name", "age"),
          "additionalProperties",
          false,
          "properties",
          Map.of(
              "name",
              Map.of("type", "string", "pattern", "^[A-Z]"),
              "age",
              Map.of("type", "integer", "minimum", 0)));

  private static Judgement judge(Object schema, String answer) {
    Row.Prompt prompt = Prompts.with("schema", schema);
    return Verifiers.byName("json-schema").judge(prompt, answer);
  }

  @Test
  void takesWhatTheSchemaAllows() {
    assertEquals(new Judgement(1, List.of()), judge(SHEEP, "{\"name\": \"Dolly\", \"age\": 6}"));
    assertEquals(
        1, judge(SHEEP, "Here:\n```json\n{\"name\": \"Dolly\", \"age\": 6}\n```\n").score());
    assertEquals(1, judge("{\"type\": \"array\"}", " [1, 2] ").score());
  }

  @Test
  void saysWhatIsWrong() {
    Judgement judgement = judge(SHEEP, "{\"name\": \"dolly\", \"age\": -1, \"wool\": true}");
    assertEquals(0, judgement.score());
    assertEquals(3, judgement.reasons().size(), judgement.toString());
    String all = String.join("\n", judgement.reasons());
    assertTrue(all.contains("name") && all.contains("age") && all.contains("wool"), all);
    assertEquals(0, Verifiers.byName("json-schema").score(Prompts.with("schema", SHEEP), "{}"));
  }

  @Test
  void refusesWhatIsNotOneJsonValue() {
    for (String answer :
        List.of("", "{\"name\": 1", "{} {}", "Dolly", "{\"age\": 1, \"age\": 2}", "NaN")) {
      Judgement judgement = judge(Map.of(), answer);
      assertEquals(0, judgement.score(), answer);
      assertTrue(judgement.reasons().get(0).startsWith("not JSON: "), answer);
    }
    assertEquals(0, judge(Map.of(), "[".repeat(100_000)).score());
  }

  @Test
  void readsTheSchemaOfAFile(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("schema.json");
    Files.writeString(
        file,
        "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"definitions\": {\"n\":"
            + " {\"type\": \"number\"}}, \"items\": {\"$ref\": \"#/definitions/n\"}}");
    Verifier verifier = Verifiers.byName("json-schema:" + file);
    assertEquals("json-schema:" + file, verifier.name());
    assertEquals(1, verifier.score(Prompts.with("id", 1), "[1, 2.5]"));
    assertEquals(0, verifier.score(Prompts.with("id", 1), "[1, \"2\"]"));
    Files.writeString(file, "{\n\"type\": }");
    assertTrue(
        Refusal.of(() -> Verifiers.byName("json-schema:" + file))
            .startsWith(file + ":2: not JSON"));
    assertTrue(
        Refusal.of(() -> Verifiers.byName("json-schema:" + directory.resolve("none")))
            .contains("cannot read the schema file"));
  }

  @Test
  void neverFetchesAnything() {
    String error = Refusal.of(() -> judge(Map.of("$ref", "https://example.org/schema.json"), "{}"));
    assertTrue(error.startsWith("prompts.jsonl:7: key 'schema': "), error);
    assertTrue(error.contains("refers to https://example.org/schema.json"), error);
    assertTrue(
        Refusal.of(() -> judge(Map.of("$ref", "file:///etc/hostname"), "{}"))
            .startsWith("prompts.jsonl:7: key 'schema': "));
    assertTrue(Refusal.of(() -> judge(7, "{}")).contains("found 7, expected a JSON schema"));
    assertTrue(
        Refusal.of(() -> Verifiers.byName("json-schema").score(Prompts.with("id", 1), "{}"))
            .contains("the key is missing"));
  }
}
