package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundReportTest {
  @TempDir(factory = Memory.class)
  Path folder;

  @Test
  void writesTheResultsForProgramsForNotesAndToLookAt() throws IOException {
    Scene scene = Scene.in(folder);
    Files.writeString(
        scene.path("held-out.jsonl"),
        "{\"prompt\":\"Is <b>5</b> > 4 & 3?\",\"answer\":\"5\"}\n" + Scene.rows(300, 7, false));
    Recipe recipe = scene.recipe(2);
    RoundPipeline.Result result = Scene.run(recipe);
    JsonNode json = new ObjectMapper().readTree(recipe.out().resolve("results.json").toFile());
    assertEquals("gsm8k", json.path("verifier").asText());
    assertEquals(2, json.path("rounds").size());
    JsonNode after = json.path("rounds").path(1).path("after");
    RoundResults.Judged judged = result.results().rounds().get(1).after();
    assertEquals(judged.score(), after.path("score").asDouble());
    assertEquals("round-2/dpo", after.path("model").asText());
    assertEquals(8, after.path("prompts").asInt());
    assertTrue(judged.low() < judged.score() && judged.score() < judged.high());

    List<String> table = Files.readAllLines(recipe.out().resolve("results.md"));
    assertEquals("| round | before | after fine-tuning | after DPO | best so far |", table.get(0));
    assertTrue(table.get(3).contains(RoundReport.shown(judged)), table.get(3));

    String page = Files.readString(recipe.out().resolve("report.html"));
    assertTrue(page.contains("Is &lt;b&gt;5&lt;/b&gt; &gt; 4 &amp; 3?"));
    assertFalse(page.contains("http"), "the page needs no network");
    assertTrue(page.contains("<td>round-2/dpo<td>0.0"), "time of each step");
  }
}
