package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.run.AtomicFiles;
import dev.herder.eval.compare.Comparison;
import dev.herder.eval.report.Evaluation;
import dev.herder.eval.stats.Correction;
import dev.herder.pipelines.journal.Standing.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Suites that every round's model is evaluated on, done by fakes. */
class EvaluatingTest {
  /** Ends a run as a kill does: nothing catches it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @TempDir(factory = Memory.class)
  Path folder;

  private Scene scene = new Scene(Path.of("."));

  @BeforeEach
  void set() throws IOException {
    scene = Scene.in(folder);
    Files.writeString(scene.path("sums.jsonl"), Scene.rows(500, 12, false));
    Files.writeString(
        scene.path("texts.jsonl"), "{\"text\":\"The sky is blue.\"}\n{\"text\":\"So it is.\"}\n");
  }

  private Recipe plain(Path out) {
    return scene.recipe(2, out, scene.path("held-out.jsonl"), Recipe.Contamination.REFUSE);
  }

  private Recipe recipe(Path out, String... more) {
    return plain(out)
        .with(
            "evaluation=[{name: sums, prompts: ["
                + scene.path("sums.jsonl")
                + "], verifier: gsm8k, options: {max-new-tokens: 9}}, {suite: perplexity, prompts: ["
                + scene.path("texts.jsonl")
                + "]}]")
        .with(more);
  }

  private static JsonNode figure(JsonNode evaluation, String suite, int index) {
    return evaluation.path("evaluation").path(suite).path("figures").path(index);
  }

  @Test
  void everyRoundIsComparedWithTheStart() throws IOException {
    Recipe recipe = recipe(folder.resolve("out"));
    RoundPipeline.Result result = Scene.run(recipe);

    Path out = recipe.out();
    JsonNode json = new ObjectMapper().readTree(out.resolve("results.json").toFile());
    JsonNode start = figure(json, "sums", 0);
    JsonNode last = figure(json.path("rounds").path(1), "sums", 0);
    assertEquals("score", last.path("name").asText());
    assertEquals(12, last.path("n").asInt());
    assertTrue(start.path("share").asBoolean());
    assertFalse(start.has("difference"));
    double difference = last.path("value").asDouble() - start.path("value").asDouble();
    assertEquals(difference, last.path("difference").asDouble(), 1e-12);
    assertTrue(difference > 0.2, last.toString());
    // The same as the command would say of the two folders.
    Comparison.Row row =
        Comparison.of(
                Evaluation.read(out.resolve("start/eval-sums")),
                Evaluation.read(out.resolve("round-2/eval-sums")),
                Correction.HOLM,
                false)
            .rows()
            .get(0);
    assertEquals(row.p(), last.path("p").asDouble());
    assertEquals(row.corrected(), last.path("p-corrected").asDouble());
    assertEquals(row.interval().low(), last.path("difference-low").asDouble());

    double skill = FakeSeams.skill(out.resolve("round-1/dpo"));
    double perplexity =
        figure(json.path("rounds").path(0), "perplexity", 0).path("value").asDouble();
    assertEquals(Math.exp(1 - skill), perplexity, 1e-9);
    assertEquals(
        List.of("sums.score", "perplexity.perplexity"),
        List.copyOf(result.results().firstFigures().keySet()));
    List<?> sums = Objects.requireNonNull(result.results().firstFigures().get("sums.score"));
    assertEquals(start.path("value").asDouble(), sums.get(0));
    assertEquals(3, sums.size());
  }

  @Test
  void peopleSeeItOnThePageAndInTheTable() throws IOException {
    Recipe recipe = recipe(folder.resolve("out"));
    Scene.run(recipe);
    String page = FakeSeams.text(recipe.out().resolve("report.html"));
    assertTrue(page.contains("<h2>Evaluation</h2>"));
    assertTrue(page.contains("<title>sums, round 2: "), "a chart with intervals");
    assertTrue(page.contains("<h3>perplexity: all figures</h3>"));
    String table = FakeSeams.text(recipe.out().resolve("results.md"));
    assertTrue(table.contains("| sums | score | start | "), table);
    assertTrue(table.contains("| sums | right | round 2 | "), table);
    assertTrue(Files.exists(recipe.out().resolve("round-1/eval-sums/report.html")));
  }

  @Test
  void suitesChangeNothingElse() throws IOException {
    Path out = plain(folder.resolve("plain")).out();
    Scene.run(plain(out));
    Map<String, String> without = Scene.artefacts(out);
    String journal = FakeSeams.text(out.resolve("journal.jsonl"));
    assertFalse(FakeSeams.text(out.resolve("results.json")).contains("evaluation"));

    Recipe more = recipe(out);
    assertEquals(
        List.of(
            "start/eval-sums",
            "start/eval-perplexity",
            "round-1/eval-sums",
            "round-1/eval-perplexity",
            "round-2/eval-sums",
            "round-2/eval-perplexity"),
        new RoundPipeline(FakeSeams.of(() -> {}).seams(more), "1")
            .plan(more).in(State.TO_DO).steps().stream().map(each -> each.step()).toList());
    Scene.run(more);
    Map<String, String> with = new TreeMap<>(Scene.artefacts(out));
    with.keySet().removeIf(file -> file.contains("eval-") || file.startsWith("results."));
    without.keySet().removeIf(file -> file.startsWith("results."));
    assertEquals(without, with);
    assertTrue(FakeSeams.text(out.resolve("journal.jsonl")).startsWith(journal));
  }

  @Test
  void aKillAtAnyMomentCostsNoAnswerAndEndsTheSame() throws IOException {
    Path whole = folder.resolve("whole");
    AtomicInteger moments = new AtomicInteger();
    run(recipe(whole), moments::incrementAndGet);
    Map<String, String> expected = Scene.artefacts(whole);
    assertTrue(expected.keySet().stream().noneMatch(file -> file.contains("answered")));
    Path killed = folder.resolve("killed");
    Path kept = killed.resolve("round-1/eval-sums/answered.jsonl");
    int most = 0;
    int kills = 0;
    for (boolean done = false; !done; kills++) {
      AtomicInteger left = new AtomicInteger(7 + kills % 5);
      try {
        run(
            recipe(killed),
            () -> {
              if (left.decrementAndGet() == 0) {
                throw new Killed();
              }
            });
        done = true;
      } catch (Killed e) {
        most = Math.max(most, Files.exists(kept) ? Files.readAllLines(kept).size() : 0);
      }
      assertTrue(kills < 500, kills + " kills");
    }
    assertTrue(kills > moments.get() / 12, kills + " kills");
    assertTrue(most >= 4, most + " answers outlived kills");
    assertEquals(expected, Scene.artefacts(killed));
  }

  private static void run(Recipe recipe, Runnable moment) throws IOException {
    new RoundPipeline(FakeSeams.of(moment).seams(recipe), "1")
        .run(new RoundPipeline.Config(recipe, false), Scene.context());
  }

  @Test
  void aChangedSettingRedoesItsSuiteAlone() throws IOException {
    Path out = folder.resolve("out");
    Scene.run(recipe(out));
    String message =
        Scene.refusal(
            () ->
                Scene.run(
                    recipe(
                        out,
                        "evaluation=[{name: sums, prompts: ["
                            + scene.path("sums.jsonl")
                            + "], verifier: gsm8k, options: {max-new-tokens: 8}}]")));
    assertTrue(message.contains("  to redo: options.max-new-tokens 9 is now 8"), message);
    assertTrue(message.contains("round-2/eval-sums"), message);
    assertFalse(message.contains("round-1/sft") || message.contains("perplexity"), message);

    Files.writeString(scene.path("sums.jsonl"), Scene.rows(500, 11, false));
    message = Scene.refusal(() -> Scene.run(recipe(out)));
    assertTrue(message.contains("input 'prompts-001' has another content"), message);
  }

  @Test
  void mistakesAreToldBeforeAnythingIsTrained() throws IOException {
    Path out = folder.resolve("out");
    Recipe unknown =
        recipe(
            out,
            "evaluation=[{suite: gsm8k, prompts: ["
                + scene.path("sums.jsonl")
                + "], options: {max-new-token: 8}}]");
    String message = Scene.refusal(() -> Scene.run(unknown));
    assertTrue(message.contains("option max-new-token: suite 'gsm8k' has none"), message);
    assertFalse(Files.exists(out.resolve("round-1")));
    AtomicFiles.deleteTree(out);

    Recipe missing = recipe(out, "evaluation=[{suite: gsm8k, prompts: [none.jsonl]}]");
    message = Scene.refusal(() -> Scene.run(missing));
    assertTrue(message.startsWith("evaluation[0].prompts: "), message);
    assertFalse(Files.exists(out));

    Files.writeString(scene.path("sums.jsonl"), "{\"prompt\":\"x\"}\n");
    Recipe bad =
        recipe(out, "evaluation=[{suite: gsm8k, prompts: [" + scene.path("sums.jsonl") + "]}]");
    UserError error = assertThrows(UserError.class, () -> Scene.run(bad));
    assertTrue(String.valueOf(error.getMessage()).contains("sums.jsonl:1"), error.getMessage());
    assertFalse(Files.exists(out.resolve("round-1")));
  }

  @Test
  void badRowsOfALateRoundAreToldBeforeTheFirst() throws IOException {
    Files.writeString(
        scene.path("people.jsonl"),
        "{\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":\"b\"}\n{\"chosen\":7}\n");
    Recipe recipe =
        plain(folder.resolve("out"))
            .with("preferences=[{file: " + scene.path("people.jsonl") + ", from-round: 2}]");
    String message = Scene.refusal(() -> Scene.run(recipe));
    assertTrue(message.contains("people.jsonl:2"), message);
    assertFalse(Files.exists(recipe.out()));
  }

  @Test
  void aJudgeComparesEachRoundWithAnOpponent() throws IOException {
    Files.writeString(
        scene.path("opponent.jsonl"),
        "{\"prompt\":\"What is 3?\",\"output\":\"three\"}\n{\"prompt\":\"What is 4?\",\"output\":\"4\"}\n");
    Recipe recipe =
        recipe(
            folder.resolve("out"),
            "evaluation=[{suite: win-rate, prompts: ["
                + scene.path("opponent.jsonl")
                + "], judge: "
                + scene.path("base")
                + "}]");
    RoundPipeline.Result result = Scene.run(recipe);
    // The fake says no verdict that can be read: all are ties.
    assertEquals(List.of(0.5, 0.5, 0.5), result.results().firstFigures().get("win-rate.win_rate"));
    assertFalse(Files.exists(recipe.out().resolve("start/eval-win-rate/verdicts.jsonl")));
  }
}
