package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows rendered as transformers renders them; golden/render/make_goldens.py wrote its texts. */
class RenderGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/render");

  @Test
  void textsAreThoseOfTransformers(@TempDir Path folder) throws IOException {
    Path out = folder.resolve("texts.jsonl");
    RenderRows renderer =
        RenderRows.of(Golden.folder("bytes"), null, LocalDateTime.of(2025, 7, 10, 12, 0));
    RenderRows.Result result = renderer.file(GOLDEN.resolve("rows.jsonl"), out);

    ObjectMapper json = new ObjectMapper();
    List<String> expected = Files.readAllLines(GOLDEN.resolve("texts.jsonl"));
    List<String> actual = Files.readAllLines(out);
    assertEquals(expected.size(), actual.size());
    long errors = 0;
    for (int i = 0; i < expected.size(); i++) {
      JsonNode golden = json.readTree(expected.get(i));
      JsonNode ours = json.readTree(actual.get(i));
      String place = "rows.jsonl:" + (i + 1) + " " + ours;
      errors += golden.has("error") ? 1 : 0;
      assertEquals(golden.has("error"), ours.has("error"), place);
      assertEquals(golden.path("text").asText(), ours.path("text").asText(), place);
    }
    assertEquals(errors, result.failed());
    assertTrue(errors > 10 && errors < 50, errors + " errors");
  }
}
