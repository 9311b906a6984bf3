package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.generate.Scorer;
import dev.herder.core.run.RunContext;
import dev.herder.core.verify.Verifiers;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each part of a recipe adds to the steps, without doing any. */
class GrownRoundsTest {
  private static final List<String> OUTPUTS =
      List.of(
          ".",
          "prompts.jsonl",
          "held-out.jsonl",
          "train.jsonl",
          "samples.jsonl",
          "candidates.jsonl",
          "sft.jsonl",
          "preference.jsonl",
          "answers.jsonl",
          "share.jsonl",
          "rows.jsonl");

  @TempDir Path folder;

  private Scene scene = new Scene(Path.of("."));
  private final Map<String, Step> steps = new TreeMap<>();
  private final List<String> order = new ArrayList<>();

  @BeforeEach
  void set() throws IOException {
    scene = Scene.in(folder);
  }

  private static Product.Made given(String name) {
    return new Product.Made(name, Path.of(name), "%064x".formatted(name.hashCode()));
  }

  /** Every step is made at once; newer models score higher. */
  private void play(Recipe recipe) throws IOException {
    steps.clear();
    order.clear();
    Scorer scorer = Verifiers.scorer(recipe.verifier());
    new Rounds(recipe, FakeSeams.of(() -> {}).seams(recipe), scorer, RunContext.quiet(), this::make)
        .play(
            new Rounds.Given(
                given("base"),
                recipe.data().stream().<Product>map(file -> given("seed")).toList(),
                recipe.preferences().stream()
                    .<Product>map(each -> given(String.valueOf(each.file().getFileName())))
                    .toList(),
                given("prompts"),
                given("held-out"),
                recipe.evaluation().stream()
                    .<SortedMap<String, Product>>map(
                        each -> new TreeMap<>(Map.of("prompts-001", given(each.called()))))
                    .toList(),
                recipe.rewardModel() == null ? null : given("judge")),
            round -> {});
  }

  private Product.Made make(Step step) {
    assertFalse(steps.containsKey(step.name()), step.name() + " twice");
    steps.put(step.name(), step);
    order.add(step.name());
    TreeMap<String, String> hashes = new TreeMap<>();
    for (String output : OUTPUTS) {
      hashes.put(output, "%064x".formatted((step.name() + output).hashCode()));
    }
    Map<String, Object> summary =
        switch (step.stage()) {
          case "score" -> Map.of("mean", order.size() / 1000.0, "passed", 1, "prompts", 2);
          case "gate" -> Map.of("taken", true);
          default -> Map.of("kept", 3, "pairs", 2, "rows", 4);
        };
    return new Product.Made(step.name(), Path.of(step.name()), hashes, summary);
  }

  private Step step(String name) {
    return Objects.requireNonNull(steps.get(name), () -> name + " is not among " + order);
  }

  private String input(String step, String role) {
    return Objects.requireNonNull(step(step).inputs().get(role), role).name();
  }

  private List<String> roles(String step) {
    return List.copyOf(step(step).inputs().keySet());
  }

  @Test
  void sampleFirstIsThePapersOrder() throws IOException {
    play(scene.recipe(2).with("order=sample-first", "data=[]"));
    assertEquals(
        List.of(
            "prompts",
            "start/score",
            "round-1/sample",
            "round-1/verify",
            "round-1/select",
            "round-1/mix",
            "round-1/sft",
            "round-1/sft-score",
            "round-1/sft-gate",
            "round-1/dpo",
            "round-1/score",
            "round-1/gate"),
        order.subList(0, 12));
    assertEquals("base", input("round-1/sample", "model"));
    assertEquals("round-1/select/sft.jsonl", input("round-1/mix", "kept-001"));
    assertEquals("round-1/dpo", input("round-2/sample", "model"));
    assertEquals("round-2/select/sft.jsonl", input("round-2/mix", "kept-002"));
    assertEquals("base", input("round-2/sft", "model"));
  }

  @Test
  void aRewardModelIsTrainedFromTheFirstModelOnAllPreferencesSoFar() throws IOException {
    Recipe recipe =
        scene
            .recipe(3)
            .with(
                "scorer=weighted",
                "preferences=[{file: early.jsonl}, {file: late.jsonl, from-round: 3}]");
    play(recipe);
    assertEquals(List.of("held-out", "human-001"), roles("round-1/preferences"));
    assertEquals("round-1/preferences", order.get(2));
    assertEquals("round-1/reward", order.get(3));
    assertEquals("base", input("round-3/reward", "model"));
    assertEquals("round-3/preferences/preference.jsonl", input("round-3/reward", "data"));
    assertEquals(
        List.of("held-out", "human-001", "human-004", "own-002", "own-003"),
        roles("round-3/preferences"));
    assertEquals("late.jsonl", input("round-3/preferences", "human-004"));
    assertEquals("round-2/select/preference.jsonl", input("round-3/preferences", "own-003"));
    assertEquals("round-3/reward", input("round-3/verify", "reward"));
    assertEquals("weighted", step("round-3/verify").settings().path("by").asText());

    play(recipe.with("preferences=[]"));
    assertFalse(order.contains("round-1/reward"), "nothing to learn from yet");
    assertFalse(roles("round-1/verify").contains("reward"));
    assertEquals(List.of("held-out", "own-001"), roles("round-2/preferences"));

    play(recipe.with("reward-model=" + scene.path("base")));
    assertFalse(order.contains("round-2/reward"));
    assertEquals("judge", input("round-1/verify", "reward"));
  }

  @Test
  void dpoReadsTheLatestBatches() throws IOException {
    Recipe recipe =
        scene
            .recipe(4)
            .with("pairs.max-age=2", "preferences=[{file: people.jsonl, from-round: 2}]");
    play(recipe);
    assertEquals("round-1/select/preference.jsonl", input("round-1/dpo", "data"));
    assertEquals(List.of("held-out", "human-002", "own-001", "own-003"), roles("round-2/pairs"));
    assertEquals("round-2/pairs/preference.jsonl", input("round-2/dpo", "data"));
    assertEquals(List.of("held-out", "human-001", "own-002", "own-003"), roles("round-3/pairs"));
    assertEquals(List.of("held-out", "own-001", "own-002"), roles("round-4/pairs"));
    play(recipe.with("pairs.max-age=0"));
    assertEquals(6, roles("round-4/pairs").size());
    play(recipe.with("pairs.max-age=1", "pairs.strength-gaps=[0.25, 0.5, 1]"));
    assertEquals(List.of("held-out", "own-001"), roles("round-4/pairs"));
    assertEquals(
        "[0.25,0.5,1.0]", step("round-4/pairs").settings().path("strengthGaps").toString());
  }

  @Test
  void variantsAreAveragedOrTheBestGoesOn() throws IOException {
    Recipe recipe =
        scene
            .recipe(1)
            .with(
                "sft={variants: [{gain: 1}, {seed: 5, share: 0.5}]}",
                "dpo={variants: [{gain: 2}, {gain: 3}, {gain: 1}], average: false}");
    play(recipe);
    assertEquals("average", step("round-1/sft").stage());
    assertEquals("round-1/sft-1", input("round-1/sft", "model-001"));
    assertEquals("round-1/sft-2", input("round-1/sft", "model-002"));
    assertEquals("round-1/mix/train.jsonl", input("round-1/sft-1", "data"));
    assertEquals("round-1/sft-2-data/share.jsonl", input("round-1/sft-2", "data"));
    assertEquals(0.5, step("round-1/sft-2-data").settings().path("share").asDouble());
    assertNotEquals(step("round-1/sft-1").seed(), step("round-1/sft-2").seed());
    assertEquals(step("round-1/dpo-1").seed(), step("round-1/dpo-2").seed());
    assertEquals("round-1/sft", input("round-1/dpo-3", "model"));
    // Later scores are higher here, so the last variant is the best.
    assertEquals("round-1/dpo-3", input("round-1/score", "model"));
    assertTrue(order.contains("round-1/dpo-1-score"));
  }

  @Test
  void trainingsCanBeRepeatedAndLeftOut() throws IOException {
    play(scene.recipe(1).with("dpo={repeat: 2}"));
    assertEquals("round-1/dpo", input("round-1/dpo-again-2", "model"));
    assertEquals("round-1/dpo-again-2", input("round-1/score", "model"));
    play(scene.recipe(2).with("sft={enabled: false}", "sft-on-selected=true"));
    assertEquals("base", input("round-1/dpo", "model"));
    assertFalse(order.stream().anyMatch(name -> name.contains("sft") || name.contains("mix")));
    play(scene.recipe(2).with("dpo={enabled: false}"));
    assertFalse(order.stream().anyMatch(name -> name.contains("dpo")));
    assertFalse(order.contains("round-1/score"), "the fine-tuned model is scored already");
    assertEquals("round-2/sft", input("round-2/sample", "model"));
  }

  @Test
  void theLastRoundMayHaveSettingsOfItsOwn() throws IOException {
    play(
        scene
            .recipe(2)
            .with("sampling.temperature=0.75", "final-round={sampling: {temperature: 0.6}}"));
    assertEquals(0.75, step("round-1/sample").settings().path("temperature").asDouble());
    assertEquals(0.6, step("round-2/sample").settings().path("temperature").asDouble());
    assertEquals(step("round-1/select").settings(), step("round-2/select").settings());
  }

  @Test
  void aCurriculumChoosesPromptsByEarlierRounds() throws IOException {
    play(scene.recipe(3).with("curriculum.max-pass-rate=0.9"));
    assertEquals(List.of("prompts"), roles("round-1/curriculum"));
    assertEquals(List.of("asked-001", "asked-002", "prompts"), roles("round-3/curriculum"));
    assertEquals("round-2/select/prompts.jsonl", input("round-3/curriculum", "asked-002"));
    for (String reader : List.of("sample", "verify", "select")) {
      assertEquals("round-3/curriculum/prompts.jsonl", input("round-3/" + reader, "prompts"));
    }
  }

  @Test
  void severalModelsAnswer() throws IOException {
    play(scene.recipe(2).with("sampling.models=3"));
    assertEquals("round-1/sft", input("round-1/sample", "model"));
    assertEquals("base", input("round-1/sample-2", "model"));
    assertFalse(order.contains("round-1/sample-3"), "there are but two models yet");
    assertEquals("round-2/sft", input("round-2/sample", "model"));
    assertEquals("round-1/dpo", input("round-2/sample-2", "model"));
    assertEquals("round-1/sft", input("round-2/sample-3", "model"));
    assertEquals("round-2/sample-3/samples.jsonl", input("round-2/verify", "samples-003"));
    assertEquals(9, step("round-2/verify").settings().path("k").asInt());
    assertEquals(6, step("round-1/select").settings().path("k").asInt());
  }

  @Test
  void suitesAreAskedOfTheFirstModelAndOfEachRounds() throws IOException {
    Recipe recipe =
        scene
            .recipe(2)
            .with(
                "evaluation=[{suite: gsm8k, prompts: [g.jsonl], options: {shots: 0}},"
                    + " {name: mine, prompts: [m.jsonl], verifier: exact}]");
    play(recipe);
    assertEquals(
        List.of("prompts", "start/score", "start/eval-gsm8k", "start/eval-mine"),
        order.subList(0, 4));
    int last = order.indexOf("round-1/eval-mine");
    assertEquals(
        List.of("round-1/score", "round-1/eval-gsm8k", "round-1/eval-mine", "round-1/gate"),
        order.subList(last - 2, last + 2));
    assertEquals(List.of("model", "prompts-001"), roles("start/eval-mine"));
    assertEquals(List.of("model", "prompts-001", "start"), roles("round-2/eval-mine"));
    assertEquals("start/eval-mine", input("round-2/eval-mine", "start"));
    assertEquals("round-2/dpo", input("round-2/eval-mine", "model"));
    assertEquals(step("start/eval-mine").seed(), step("round-2/eval-mine").seed());

    play(recipe.with("sft={enabled: false}", "dpo={enabled: false}"));
    assertFalse(order.contains("round-1/eval-mine"), "the first model is evaluated once");
  }

  @Test
  void ownStepsStandWhereTheRecipeSays() throws IOException {
    play(
        scene
            .recipe(1)
            .with(
                "own-steps=[{step: reversed, after: mix}, {step: reversed, before: sft},"
                    + " {step: reversed, after: dpo}, {step: reversed, before: sample},"
                    + " {step: reversed, after: verify}, {step: reversed, before: dpo}]"));
    assertEquals("round-1/mix/train.jsonl", input("round-1/own-1-reversed", "input"));
    assertEquals("round-1/own-1-reversed/rows.jsonl", input("round-1/own-2-reversed", "input"));
    assertEquals("round-1/own-2-reversed/rows.jsonl", input("round-1/sft", "data"));
    assertEquals("round-1/dpo", input("round-1/own-3-reversed", "input"));
    assertEquals("round-1/own-3-reversed", input("round-1/score", "model"));
    assertEquals("round-1/own-4-reversed/rows.jsonl", input("round-1/sample", "prompts"));
    assertEquals("round-1/own-5-reversed/rows.jsonl", input("round-1/select", "candidates"));
    assertEquals("round-1/own-6-reversed/rows.jsonl", input("round-1/dpo", "data"));
    assertEquals("own", step("round-1/own-1-reversed").stage());
    assertNotEquals(step("round-1/own-1-reversed").seed(), step("round-1/own-2-reversed").seed());
  }
}
