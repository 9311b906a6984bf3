package dev.herder.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.Recipe;
import dev.herder.pipelines.RoundPipeline;
import dev.herder.pipelines.RoundResults;
import dev.herder.pipelines.local.LocalSeams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of this folder, and everything that recipes can ask for on the tiny model. */
class RecipesTest {
  private static final Path MODEL = Path.of("quickstart", "model");

  @TempDir Path folder;

  @Test
  void everyRecipeBindsAndNamesWhatIsMissing() throws IOException {
    List<Path> recipes;
    try (Stream<Path> files = Files.list(Path.of("."))) {
      recipes = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    assertEquals(6, recipes.size(), recipes::toString);
    for (Path file : recipes) {
      assertTrue(Files.readString(file).contains("./herder round"), file + " says how to run it");
      Recipe recipe = Recipe.config().file(file).resolve().value();
      RoundPipeline pipeline = new RoundPipeline(LocalSeams.of(recipe));
      if (Files.exists(recipe.model())) {
        assertTrue(pipeline.plan(recipe).steps().size() > 8, file.toString());
      } else {
        UserError error = assertThrows(UserError.class, () -> pipeline.plan(recipe));
        String message = String.valueOf(error.getMessage());
        assertTrue(
            message.matches("(model|data|preferences|prompts): .*(is no f|no such file).*"),
            message);
      }
    }
  }

  private Path lines(String from, int count) throws IOException {
    List<String> rows = Files.readAllLines(Path.of("quickstart", from)).subList(0, count);
    return Files.write(folder.resolve(from), rows);
  }

  private static RoundPipeline.Result run(Recipe recipe) throws IOException {
    return new RoundPipeline(LocalSeams.of(recipe), "1")
        .run(new RoundPipeline.Config(recipe, false), RunContext.quiet());
  }

  /**
   * A kill between the end of a step and its line in the journal: the step is done again, finds its
   * work finished, and the journal says of it what it would have said.
   */
  private static void goesOnAfterAKillAtTheEndOf(String step, Recipe recipe) throws IOException {
    Path journal = recipe.out().resolve("journal.jsonl");
    Map<String, JsonNode> noted = lastWords(journal);
    List<String> lines = Files.readAllLines(journal);
    int begun = 0;
    while (!lines.get(begun).startsWith("{\"event\":\"Started\",\"step\":\"" + step + "\"")) {
      begun++;
    }
    Files.write(journal, lines.subList(0, begun + 1));
    for (String other : noted.keySet()) {
      if (!other.equals(step) && !lastWords(journal).containsKey(other)) {
        delete(recipe.out().resolve(other));
      }
    }
    assertNotEquals(noted, lastWords(journal));
    assertTrue(run(recipe).complete());
    assertEquals(noted, lastWords(journal));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Map<String, JsonNode> lastWords(Path journal) throws IOException {
    Map<String, JsonNode> words = new LinkedHashMap<>();
    for (String line : Files.readAllLines(journal)) {
      ObjectNode event = (ObjectNode) new ObjectMapper().readTree(line);
      if (event.path("event").asText().equals("Finished")) {
        words.put(event.path("step").asText(), event.without(List.of("at", "seconds")));
      }
    }
    return words;
  }

  @Test
  void aStepOfOnesOwnTakesPart() throws IOException {
    Recipe recipe =
        Recipe.config()
            .file(Path.of("own-step.yaml"))
            .set("out=" + folder.resolve("out"))
            .set("prompts=" + lines("prompts.jsonl", 40).toAbsolutePath())
            .set("held-out.file=" + lines("held-out.jsonl", 10).toAbsolutePath())
            .set("sampling.k=4")
            .set("own-steps=[{step: shortest-first, after: select, settings: {most: 7}}]")
            .resolve()
            .value();
    RoundResults.Round round = run(recipe).results().rounds().get(0);
    goesOnAfterAKillAtTheEndOf("round-1/own-1-shortest-first", recipe);
    Path made = recipe.out().resolve("round-1/own-1-shortest-first/rows.jsonl");
    assertEquals(7, Files.readAllLines(made).size());
    assertEquals(7L, round.rows().get("rows"));
    UserError error =
        assertThrows(UserError.class, () -> recipe.with("own-steps=[{step: x, after: mix}]"));
    assertTrue(String.valueOf(error.getMessage()).contains("expected one of shortest-first"));
  }

  /** Suites of all kinds (probabilities, answers, prompts of one's own) on real weights. */
  @Test
  void everyRoundIsEvaluatedOnSuites() throws IOException {
    Path texts = Files.writeString(folder.resolve("texts.txt"), "7+8=15\n12+30=42\n".repeat(9));
    Path sums = lines("held-out.jsonl", 12);
    Recipe recipe =
        Recipe.config()
            .set("model=" + MODEL)
            .set("out=" + folder.resolve("out"))
            .set("rounds=1")
            .set("data=[" + lines("seed.jsonl", 48) + "]")
            .set("prompts=" + lines("prompts.jsonl", 12))
            .set("held-out.file=" + sums)
            .set("verifier=gsm8k:strict")
            .set("sampling={k: 2, temperature: 1, max-new-tokens: 8}")
            .set(
                "evaluation=[{suite: perplexity, prompts: ["
                    + texts
                    + "], options: {window: 32}}, {suite: gsm8k, prompts: ["
                    + sums
                    + "], options: {max-new-tokens: 8}}, {name: mine, prompts: ["
                    + sums
                    + "], verifier: 'gsm8k:strict', options: {max-new-tokens: 8}}]")
            .set("sft={dtype: float32, max-steps: 4, batch-size: 16, learning-rate: 1e-3}")
            .set("dpo={enabled: false}")
            .resolve()
            .value();
    RoundResults results = run(recipe).results();
    assertEquals(
        List.of("perplexity.perplexity", "gsm8k.accuracy", "mine.score"),
        List.copyOf(results.firstFigures().keySet()));
    RoundResults.Round round = results.rounds().get(0);
    assertEquals(
        List.of(round.before().score(), round.after().score()),
        results.firstFigures().get("mine.score"),
        "the suite asks as the held-out score does");
    List<?> perplexity =
        Objects.requireNonNull(results.firstFigures().get("perplexity.perplexity"));
    assertTrue((Double) perplexity.get(0) > 1);
    assertNotEquals(perplexity.get(0), perplexity.get(1));
    assertTrue(Files.exists(recipe.out().resolve("round-1/eval-gsm8k/items.jsonl")));
    String written = Files.readString(recipe.out().resolve("results.json"));
    assertEquals(results.firstFigures(), run(recipe).results().firstFigures());
    assertEquals(written, Files.readString(recipe.out().resolve("results.json")));
    goesOnAfterAKillAtTheEndOf("round-1/eval-gsm8k", recipe);
    goesOnAfterAKillAtTheEndOf("round-1/sft", recipe);
    assertEquals(written, Files.readString(recipe.out().resolve("results.json")));
  }

  /** Reward model, weighted scores, averages of whole models and of adapters, on real weights. */
  @Test
  void rewardModelsAndAveragesWorkOnRealModels() throws IOException {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      pairs.add(
          "{'prompt':[{'role':'user','content':'7%d+%d='}],'chosen':'#### %d','rejected':'%d'}"
              .formatted(i, i, 70 + 2 * i, i)
              .replace('\'', '"'));
    }
    Path people = Files.write(folder.resolve("people.jsonl"), pairs);
    Recipe recipe =
        Recipe.config()
            .set("model=" + MODEL)
            .set("out=" + folder.resolve("out"))
            .set("rounds=1")
            .set("data=[" + lines("seed.jsonl", 24) + "]")
            .set("prompts=" + lines("prompts.jsonl", 12))
            .set("held-out.file=" + lines("held-out.jsonl", 6))
            .set("verifier=gsm8k:strict")
            .set("scorer=weighted")
            .set("preferences=[{file: " + people + "}]")
            .set("sampling={k: 3, models: 2, temperature: 1, min-p: 0.01, max-new-tokens: 8}")
            .set("selection.keep=best")
            .set(
                "sft={dtype: float32, max-steps: 2, batch-size: 8, learning-rate: 1e-3,"
                    + " variants: [{}, {learning-rate: 2e-3}]}")
            .set(
                "dpo={dtype: float32, max-steps: 1, batch-size: 8, lora-r: 2,"
                    + " variants: [{}, {seed: 3}]}")
            .set(
                "reward={dtype: float32, max-steps: 3, batch-size: 8,"
                    + " variants: [{}, {share: 0.5}]}")
            .resolve()
            .value();
    assertTrue(run(recipe).complete());
    Path round = recipe.out().resolve("round-1");
    String reward = Files.readString(round.resolve("reward/config.json"));
    assertTrue(reward.contains("SequenceClassification"), reward);
    assertTrue(Files.exists(round.resolve("dpo-1/adapter_config.json")));
    assertTrue(Files.exists(round.resolve("dpo/model.safetensors")), "adapters are merged first");
    assertEquals(
        -1, Files.mismatch(MODEL.resolve("tokenizer.json"), round.resolve("dpo/tokenizer.json")));
    List<String> scored = Files.readAllLines(round.resolve("verify/candidates.jsonl"));
    assertEquals(12 * 6, scored.size());
    assertTrue(
        scored.stream().allMatch(row -> row.matches(".*\"score\":[01]\\.[0-4][0-9]*[,}].*")),
        "a verifier's 0 or 1, and less than a half");
    goesOnAfterAKillAtTheEndOf("round-1/dpo-2", recipe);
    goesOnAfterAKillAtTheEndOf("round-1/dpo", recipe);

    Path other = folder.resolve("other");
    Files.createDirectories(other);
    try (Stream<Path> files = Files.list(round.resolve("reward"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, other.resolve(String.valueOf(file.getFileName())));
      }
    }
    Path settings = other.resolve("tokenizer_config.json");
    Files.writeString(settings, Files.readString(settings).replace("<|{{", "<| {{"));
    Recipe mistaken = recipe.with("reward-model=" + other, "out=" + folder.resolve("refused"));
    UserError error = assertThrows(UserError.class, () -> run(mistaken));
    assertTrue(
        String.valueOf(error.getMessage()).contains("has another chat template than"),
        error.getMessage());
  }
}
