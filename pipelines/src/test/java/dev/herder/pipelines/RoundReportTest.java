package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.report.html.Lineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundReportTest {
  @TempDir(factory = Memory.class)
  Path folder;

  private Scene scene = new Scene(Path.of("."));

  @BeforeEach
  void set() throws IOException {
    scene = Scene.in(folder);
    Files.writeString(
        scene.path("held-out.jsonl"),
        "{\"prompt\":\"Is <b>5</b> > 4 & 3?\",\"answer\":\"5\"}\n" + Scene.rows(300, 7, false));
  }

  private static String page(Recipe recipe) throws IOException {
    return Files.readString(recipe.out().resolve("report.html"));
  }

  private static List<String> found(String page, String pattern) {
    List<String> found = new ArrayList<>();
    Pattern.compile(pattern).matcher(page).results().forEach(each -> found.add(each.group(1)));
    return found;
  }

  @Test
  void writesTheResultsForProgramsAndForNotes() throws IOException {
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
  }

  private static RoundResults.Judged judged(long passed, double score) {
    return new RoundResults.Judged("m", 8, passed, score, 0, 1, Map.of());
  }

  @Test
  void tellsMeanScoresWhereAnswersCanBePartlyRight() {
    assertEquals("", RoundReport.means(List.of(judged(2, 0.25), judged(4, 0.5))));
    String told = RoundReport.means(List.of(judged(2, 0.25), judged(4, 0.5625)));
    assertTrue(told.endsWith("after each round: 0.250, 0.563.\n"), told);
  }

  @Test
  void thePageNeedsNoNetworkAndEveryLinkLeadsSomewhere() throws IOException {
    Recipe recipe = scene.recipe(2);
    Scene.run(recipe);
    String page = page(recipe);
    assertEquals(List.of(), found(page, "(?:src|action|data|poster)=(\"[^\"]*\")"));
    assertEquals(List.of(), found(page, "(url\\([^)]*\\)|@import[^;]*)"));
    assertTrue(page.contains("default-src &#39;none&#39;"), "the browser itself loads nothing");
    List<String> ids = found(page, " id=\"([^\"]*)\"");
    Set<String> places = new TreeSet<>(ids);
    assertEquals(ids.size(), places.size(), "no id twice");
    List<String> links = found(page, " href=\"([^\"]*)\"");
    assertTrue(links.size() > 60, links.size() + " links");
    for (String link : links) {
      assertTrue(link.startsWith("#") && places.contains(link.substring(1)), link);
    }
    assertTrue(page.contains("Is &lt;b&gt;5&lt;/b&gt; &gt; 4 &amp; 3?"));
    assertFalse(page.contains("<b>5</b>"), "texts of rows are no markup");
  }

  @Test
  void thePageHasEveryPart() throws IOException {
    Recipe recipe = scene.recipe(2);
    Scene.run(recipe);
    String page = page(recipe);
    assertEquals(
        List.of(
            "Score",
            "Which model goes on",
            "Answers side by side",
            "Where the rows went",
            "Training curves",
            "Scores of the answers",
            "Cost",
            "Lineage"),
        found(page, "<h2>([^<]*)</h2>"));
    assertTrue(page.contains("<title>best so far, round 2: "), "intervals");
    assertTrue(page.contains("<b>may be chosen</b>"), "flow");
    assertTrue(page.contains("score of the best of K answers"), "gain curve");
    assertTrue(page.contains("<b>verify</b>"), "histogram");
    assertTrue(page.contains("<h3>round-2/dpo, score "), "answers of each model");
    assertEquals(8, found(page, "(<h3>start, score )").size(), "a pane for each prompt");
    for (String step : List.of("round-1/mix", "round-2/select", "round-2/dpo")) {
      assertTrue(page.contains("<article id=\"" + Lineage.anchor(step) + "\">"), step);
    }
    String seed = Lineage.anchor(scene.path("seed.jsonl").toString());
    assertTrue(page.contains("<article id=\"" + seed + "\">"), "the user's own files");
    assertTrue(found(page, "(href=\"#" + Pattern.quote(seed) + "\")").size() >= 2);
  }

  @Test
  void theStepsOfAnUnfinishedRoundAreThere() throws IOException {
    Recipe recipe = scene.recipe(2);
    Scene.run(scene.recipe(1));
    new RoundPipeline(FakeSeams.of(() -> {}).seams(), "1").report(recipe);
    assertTrue(page(recipe).contains("The run is not at its end; the last step done is round-1/"));
    assertTrue(page(recipe).contains("<dd>1 of 2</dd>"));
  }

  @Test
  void damagedMetricsAreToldAndEndNothing() throws IOException {
    Recipe recipe = scene.recipe(1);
    Scene.run(recipe);
    Files.writeString(recipe.out().resolve("round-1/sft/metrics.jsonl"), "{\"step\":1,\n{}\n");
    new RoundPipeline(FakeSeams.of(() -> {}).seams(), "1").report(recipe);
    assertTrue(page(recipe).contains("round-1/sft/metrics.jsonl is damaged"));
  }
}
