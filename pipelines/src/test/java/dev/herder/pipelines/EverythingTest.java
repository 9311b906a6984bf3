package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.pipelines.journal.Standing.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe with everything that a recipe can ask for, done by fakes. */
class EverythingTest {
  @TempDir(factory = Memory.class)
  Path folder;

  private Scene scene = new Scene(Path.of("."));

  @BeforeEach
  void set() throws IOException {
    scene = Scene.in(folder);
    Files.writeString(
        scene.path("held-out.jsonl"),
        Scene.rows(300, 4, false).replace("}\n", ",\"capability\":\"small\"}\n")
            + Scene.rows(400, 3, false).replace("}\n", ",\"capability\":\"large\"}\n"));
    Files.writeString(
        scene.path("people.jsonl"),
        """
        {"prompt":[{"role":"user","content":"Name a number."}],"chosen":"7","rejected":"no","strength":4}
        {"prompt":[{"role":"user","content":"Name two."}],"chosen":"7","rejected":"no","edited":"7 and 8"}
        """);
  }

  private Recipe recipe(Path out) {
    return scene
        .recipe(2, out, scene.path("held-out.jsonl"), Recipe.Contamination.REFUSE)
        .with(
            "scorer=weighted",
            "preferences=[{file: " + scene.path("people.jsonl") + "}]",
            "order=sample-first",
            "curriculum={per-round: 4}",
            "sampling.models=2",
            "pairs={max-age: 2, strength-gaps: [0.1, 0.2, 0.3]}",
            "gate={policy: always, regression: warn}",
            "final-round={sampling: {temperature: 0.6}}",
            "mixing.kept-epochs=1.5",
            "own-steps=[{step: reversed, after: mix}, {step: reversed, after: sft},"
                + " {step: reversed, after: select}, {step: reversed, before: dpo}]",
            "sft={variants: [{gain: 1}, {share: 0.5}]}",
            "dpo={repeat: 2}",
            "reward={variants: [{gain: 1}, {seed: 3}]}");
  }

  @Test
  void everythingTogetherRunsAndRunsNoStepTwice() throws IOException {
    Recipe recipe = recipe(folder.resolve("out"));
    FakeSeams fakes = FakeSeams.of(() -> {});
    RoundPipeline pipeline = new RoundPipeline(fakes.seams(recipe), "1");
    assertTrue(pipeline.run(new RoundPipeline.Config(recipe, false), Scene.context()).complete());
    assertEquals(List.of(), pipeline.plan(recipe).in(State.TO_DO).steps());
    assertEquals(2, fakes.opened.size());
    assertTrue(fakes.opened.get(0).startsWith("reward for 0.125"), fakes.opened.get(0));
    int trained = fakes.trained.size();
    // Two reward models, two fine-tunings, twice DPO: in each of two rounds.
    assertEquals(12, trained);
    pipeline.run(new RoundPipeline.Config(recipe, false), Scene.context());
    assertEquals(trained, fakes.trained.size());

    Path round = recipe.out().resolve("round-1");
    double average =
        (FakeSeams.skill(round.resolve("sft-1")) + FakeSeams.skill(round.resolve("sft-2"))) / 2;
    assertEquals(average, FakeSeams.skill(round.resolve("sft")), 1e-12);
    assertEquals(4, Files.readAllLines(round.resolve("curriculum/prompts.jsonl")).size());
    List<String> mixed = Files.readAllLines(round.resolve("mix/train.jsonl"));
    List<String> reversed = Files.readAllLines(round.resolve("own-1-reversed/rows.jsonl"));
    assertEquals(mixed.get(0), reversed.get(mixed.size() - 1));
    assertFalse(Files.exists(round.resolve("own-1-reversed/unchecked.jsonl")));
    // The weighted score of a right answer is 1 and half of nearly one.
    String candidates = FakeSeams.text(round.resolve("verify/candidates.jsonl"));
    assertTrue(candidates.contains("\"score\":1.44"), candidates);
    String second = FakeSeams.text(recipe.out().resolve("round-2/verify/candidates.jsonl"));
    assertTrue(second.contains("\"sample\":5"), "three answers of each of two models");
  }

  @Test
  void theResultsTellOfTheGateAndOfEveryCapability() throws IOException {
    Recipe recipe = recipe(folder.resolve("out"));
    Scene.run(recipe);
    JsonNode round =
        new ObjectMapper()
            .readTree(recipe.out().resolve("results.json").toFile())
            .path("rounds")
            .path(0);
    assertTrue(round.path("gate").path("taken").asBoolean());
    assertTrue(round.path("gate").path("capabilities").path("large").has("p"));
    assertEquals(4, round.path("after").path("capabilities").path("small").path("prompts").asInt());
    assertEquals(7, round.path("after").path("prompts").asInt());
  }

  @Test
  void aStopAtEveryStepEndsTheSame() throws IOException {
    Path whole = folder.resolve("whole");
    Scene.run(recipe(whole));
    Map<String, String> expected = Scene.artefacts(whole);
    Recipe recipe = recipe(folder.resolve("stopped"));
    for (int runs = 1; ; runs++) {
      AtomicInteger looks = new AtomicInteger();
      int after = 3 + runs % 5;
      RoundPipeline.Result result =
          new RoundPipeline(FakeSeams.of(() -> {}).seams(recipe), "1")
              .run(
                  new RoundPipeline.Config(recipe, false),
                  Scene.context(() -> {}, () -> looks.incrementAndGet() > after));
      if (result.complete()) {
        assertTrue(runs > 5, runs + " runs");
        break;
      }
      assertTrue(runs < 1000);
    }
    assertEquals(expected, Scene.artefacts(recipe.out()));
  }

  @Test
  void anOwnStepIsDoneAgainWhenItsSettingsChange() throws IOException {
    Recipe recipe =
        scene.recipe(1).with("own-steps=[{step: reversed, after: mix, settings: {every: 1}}]");
    Scene.run(recipe);
    Recipe changed = recipe.with("own-steps=[{step: reversed, after: mix, settings: {every: 2}}]");
    String message = Scene.refusal(() -> Scene.run(changed));
    assertTrue(
        message.contains("round-1/own-1-reversed  to redo: settings.every \"1\" is now \"2\""),
        message);
    assertFalse(message.contains("round-1/mix "), message);
  }

  @Test
  void aRegressionStopsTheRunAfterTheRoundWithItsReport() throws IOException {
    Files.writeString(
        scene.path("held-out.jsonl"),
        Scene.rows(300, 40, false).replace("}\n", ",\"capability\":\"all\"}\n"));
    FakeSeams.writeModel(scene.path("base"), 0.9);
    Recipe recipe = scene.recipe(2).with("gate.regression=stop", "gate.policy=always");
    // DPO that unlearns nearly everything.
    FakeSeams fakes = new FakeSeams(() -> {}, Map.of("gain", 0.0), Map.of("gain", -0.5));
    RoundPipeline pipeline = new RoundPipeline(fakes.seams(recipe), "1");
    String message =
        Scene.refusal(() -> pipeline.run(new RoundPipeline.Config(recipe, false), Scene.context()));
    assertTrue(
        message.startsWith("round 1: round-1/dpo is significantly worse at all and"), message);
    RoundPipeline.Result result = pipeline.report(recipe);
    assertEquals(1, result.results().rounds().size());
    Object taken = result.results().rounds().get(0).gate().get("taken");
    assertEquals(false, Objects.requireNonNull(taken));
    assertTrue(Files.exists(recipe.out().resolve("report.html")));
    assertFalse(Files.exists(recipe.out().resolve("round-2")));
  }
}
