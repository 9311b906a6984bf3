package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.run.Hashes;
import dev.herder.core.run.RunLock;
import dev.herder.pipelines.journal.Plan;
import dev.herder.pipelines.journal.Standing.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RoundPipelineTest {
  private static final List<String> ONE_ROUND =
      List.of(
          "prompts",
          "start/score",
          "round-1/mix",
          "round-1/sft",
          "round-1/sft-score",
          "round-1/sft-gate",
          "round-1/sample",
          "round-1/verify",
          "round-1/select",
          "round-1/dpo",
          "round-1/score",
          "round-1/gate");

  @TempDir(factory = Memory.class)
  Path folder;

  private Scene scene = new Scene(Path.of("."));

  @BeforeEach
  void set() throws IOException {
    scene = Scene.in(folder);
  }

  private static RoundPipeline pipeline(FakeSeams fakes) {
    return new RoundPipeline(fakes.seams(), "1");
  }

  private static List<String> names(Plan plan) {
    return plan.steps().stream().map(Plan.Planned::step).toList();
  }

  @Test
  void goesThroughTheStepsInTheirOrder() throws IOException {
    Recipe recipe = scene.recipe(1);
    Plan plan = pipeline(FakeSeams.of(() -> {})).plan(recipe);
    assertEquals(ONE_ROUND, names(plan));
    assertEquals(ONE_ROUND, names(plan.in(State.TO_DO)));
    assertFalse(Files.exists(recipe.out()));
    RoundPipeline.Result result = Scene.run(recipe);
    assertTrue(result.complete());
    assertEquals(ONE_ROUND, names(pipeline(FakeSeams.of(() -> {})).plan(recipe).in(State.DONE)));
  }

  /** A pipe gives its rows once, and nobody may ever write to it. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void pipesAreRefusedAtOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Recipe recipe = scene.recipe(1, scene.path("out"), pipe, Recipe.Contamination.REFUSE);
    String problem =
        ": " + pipe + ": is not a regular file, and is read twice; write its rows to a file first";

    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          assertEquals("held-out.file" + problem, Scene.refusal(() -> Scene.run(recipe)));
          Path prompts = piped("prompts.jsonl", pipe);
          assertEquals(
              "prompts" + problem.replace(pipe.toString(), prompts.toString()),
              Scene.refusal(() -> pipeline(FakeSeams.of(() -> {})).plan(scene.recipe(1))));
          Path data = piped("seed.jsonl", pipe);
          assertEquals(
              "data" + problem.replace(pipe.toString(), data.toString()),
              Scene.refusal(() -> pipeline(FakeSeams.of(() -> {})).forecast(recipe, () -> 1)));
        });
    assertFalse(Files.exists(recipe.out()));
  }

  private Path piped(String name, Path pipe) throws IOException {
    Files.delete(scene.path(name));
    return Files.createSymbolicLink(scene.path(name), pipe);
  }

  @Test
  void theScoreRisesAndTheBestModelIsPublished() throws IOException {
    Recipe recipe = scene.recipe(3);
    RoundPipeline.Result result = Scene.run(recipe);
    List<RoundResults.Round> rounds = result.results().rounds();
    assertEquals(3, rounds.size());
    assertEquals("start", rounds.get(0).before().model());
    assertTrue(rounds.get(2).best().passed() > rounds.get(0).before().passed());
    for (int i = 1; i < 3; i++) {
      assertEquals(rounds.get(i - 1).best(), rounds.get(i).before());
    }
    Path best = recipe.out().resolve(rounds.get(2).best().model());
    assertEquals(recipe.out().resolve("best"), result.best());
    assertEquals(Hashes.ofModel(best), Hashes.ofModel(result.best()));
    assertEquals(FakeSeams.skill(best), FakeSeams.skill(result.best()));
  }

  @Test
  void laterRoundsLearnFromWhatEarlierOnesKept() throws IOException {
    RoundPipeline.Result result = Scene.run(scene.recipe(2));
    List<RoundResults.Round> rounds = result.results().rounds();
    assertEquals(0L, rounds.get(0).rows().get("kept"));
    assertEquals(6L, rounds.get(0).rows().get("rows"));
    Object kept = rounds.get(0).answers().get("kept");
    assertTrue(kept instanceof Number number && number.longValue() > 0, "kept " + kept);
    assertEquals("" + kept, "" + rounds.get(1).rows().get("kept"));
  }

  @Test
  void runningAgainDoesNothing() throws IOException {
    Recipe recipe = scene.recipe(2);
    Scene.run(recipe);
    Map<String, String> before = Scene.artefacts(recipe.out());
    FakeSeams fakes = FakeSeams.of(() -> {});
    pipeline(fakes).run(new RoundPipeline.Config(recipe, false), Scene.context());
    assertEquals(List.of(), fakes.trained);
    assertEquals(before, Scene.artefacts(recipe.out()));
  }

  @Test
  void moreRoundsReuseTheEarlierOnes() throws IOException {
    Scene.run(scene.recipe(1));
    FakeSeams fakes = FakeSeams.of(() -> {});
    pipeline(fakes).run(new RoundPipeline.Config(scene.recipe(2), false), Scene.context());
    assertEquals(List.of("round-2/sft", "round-2/dpo"), fakes.trained);
  }

  @Test
  void reportsWhatIsDoneWithoutDoingAnything() throws IOException {
    Recipe one = scene.recipe(1);
    Scene.run(one);
    Map<String, String> before = Scene.artefacts(one.out());
    for (String file : List.of("results.json", "results.md", "report.html")) {
      Files.delete(one.out().resolve(file));
    }
    FakeSeams fakes = FakeSeams.of(() -> {});
    RoundPipeline.Result result = pipeline(fakes).report(scene.recipe(2));
    assertFalse(result.complete());
    assertEquals(1, result.results().rounds().size());
    assertEquals(List.of(), fakes.trained);
    assertEquals(before, Scene.artefacts(one.out()));
    assertTrue(Files.exists(one.out().resolve("report.html")));
  }

  @Test
  void theFoldersPlaceDoesNotMatter() throws IOException {
    Recipe here = scene.recipe(1);
    Scene.run(here);
    Path moved = folder.resolve("moved/out");
    Files.createDirectories(moved.getParent());
    Files.move(here.out(), moved);
    FakeSeams fakes = FakeSeams.of(() -> {});
    Recipe there =
        scene.recipe(1, moved, scene.path("held-out.jsonl"), Recipe.Contamination.REFUSE);
    pipeline(fakes).run(new RoundPipeline.Config(there, false), Scene.context());
    assertEquals(List.of(), fakes.trained);
  }

  @Test
  void aChangedSettingSaysExactlyWhatIsDoneAgain() throws IOException {
    Recipe recipe = scene.recipe(1);
    Scene.run(recipe);
    Map<String, String> before = Scene.artefacts(recipe.out());
    FakeSeams changed =
        new FakeSeams(() -> {}, Map.of("gain", 0.02), Map.of("gain", 0.125, "beta", 1));
    String message =
        Scene.refusal(
            () -> pipeline(changed).run(new RoundPipeline.Config(recipe, false), Scene.context()));
    assertTrue(
        message.contains(
            """
            round-1/dpo    to redo: beta (not set) is now 1; gain 0.05 is now 0.125
            round-1/score  to redo: its input 'model' depends on round-1/dpo, not done yet
            round-1/gate   to redo: its input 'newer' depends on round-1/score, not done yet
            agree with --yes"""),
        message);
    assertEquals(before, Scene.artefacts(recipe.out()));
    pipeline(changed).run(new RoundPipeline.Config(recipe, true), Scene.context());
    assertEquals(List.of("round-1/dpo"), changed.trained);
  }

  @Test
  void anEditedArtefactIsDoneAgain() throws IOException {
    Recipe recipe = scene.recipe(1);
    Scene.run(recipe);
    Map<String, String> before = Scene.artefacts(recipe.out());
    Path candidates = recipe.out().resolve("round-1/verify/candidates.jsonl");
    Files.writeString(candidates, Files.readString(candidates).replace("1.0", "0.5"));
    String message = Scene.refusal(() -> Scene.run(recipe));
    assertTrue(message.contains(candidates + " has changed since it was written"), message);
    pipeline(FakeSeams.of(() -> {})).run(new RoundPipeline.Config(recipe, true), Scene.context());
    assertEquals(before, Scene.artefacts(recipe.out()));
  }

  @Test
  void anotherVersionOfTheProgramDoesItAgain() throws IOException {
    Recipe recipe = scene.recipe(1);
    Scene.run(recipe);
    Plan plan = new RoundPipeline(FakeSeams.of(() -> {}).seams(), "2").plan(recipe);
    assertEquals(ONE_ROUND, names(plan.in(State.TO_REDO)));
    assertTrue(plan.render().startsWith("prompts            to redo: the program's version 1"));
  }

  @Test
  void startingFromTheBestModelContinuesIt() throws IOException {
    Recipe best = scene.recipe(2).with("start=best", "sft-on-selected=true");
    RoundPipeline.Result result = Scene.run(best);
    assertTrue(Files.exists(best.out().resolve("round-1/sft-on-selected/config.json")));
    String first = result.results().rounds().get(0).best().model();
    double skill = FakeSeams.skill(best.out().resolve(first));
    assertTrue(FakeSeams.skill(best.out().resolve("round-2/sft")) > skill);
  }

  @Test
  void aSecondRunOnTheFolderIsRefused() throws IOException {
    Recipe recipe = scene.recipe(1);
    RunLock lock = RunLock.acquire(recipe.out(), Clock.systemUTC());
    try {
      String message = Scene.refusal(() -> Scene.run(recipe));
      assertTrue(message.startsWith(recipe.out() + ": in use by"), message);
    } finally {
      lock.close();
    }
    assertTrue(Scene.run(recipe).complete());
  }

  @Test
  void missingInputsAreNamed() throws IOException {
    Recipe recipe = scene.recipe(1);
    for (String name : List.of("seed.jsonl", "prompts.jsonl", "held-out.jsonl")) {
      Path hidden = Files.move(scene.path(name), scene.path("hidden"));
      String message = Scene.refusal(() -> Scene.run(recipe));
      assertTrue(message.contains(scene.path(name) + ": no such file"), message);
      Files.move(hidden, scene.path(name));
    }
    Files.move(scene.path("base"), scene.path("hidden"));
    assertTrue(Scene.refusal(() -> Scene.run(recipe)).startsWith("model: " + scene.path("base")));
    assertFalse(Files.exists(recipe.out()));
  }

  @Test
  void refusesHeldOutPromptsInTheTrainingRows() throws IOException {
    Files.writeString(scene.path("seed.jsonl"), Scene.rows(299, 3, true));
    String message = Scene.refusal(() -> Scene.run(scene.recipe(1)));
    assertTrue(message.startsWith("2 training rows have held-out prompts"), message);
    assertTrue(message.contains(scene.path("seed.jsonl") + ":2 has the prompt of "), message);
    assertTrue(message.contains("held-out.jsonl:1\n"), message);
    Recipe dropping =
        scene.recipe(
            1, folder.resolve("other"), scene.path("held-out.jsonl"), Recipe.Contamination.DROP);
    RoundPipeline.Result result = Scene.run(dropping);
    assertEquals(2L, result.results().rounds().get(0).rows().get("held-out"));
    assertEquals(1L, result.results().rounds().get(0).rows().get("rows"));
  }

  @Test
  void setsAShareOfThePromptsAside() throws IOException {
    Recipe recipe = scene.recipe(1, scene.path("out"), null, Recipe.Contamination.REFUSE);
    RoundPipeline.Result result = Scene.run(recipe);
    assertEquals(2, result.results().rounds().get(0).before().prompts());
    String heldOut = FakeSeams.text(recipe.out().resolve("prompts/held-out.jsonl"));
    String prompts = FakeSeams.text(recipe.out().resolve("prompts/prompts.jsonl"));
    assertEquals(2, heldOut.lines().count());
    assertEquals(3, prompts.lines().count());
    heldOut.lines().forEach(line -> assertFalse(prompts.contains(line)));
    String samples = FakeSeams.text(recipe.out().resolve("round-1/sample/samples.jsonl"));
    assertEquals(9, samples.lines().count());
  }
}
