package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.RunContext;
import dev.herder.core.verify.Verifiers;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import dev.herder.pipelines.journal.StepRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of the steps and what goes into each, without doing any. */
class RoundsTest {
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

  /** Every step is made at once, with scores and counts by name; gates compare the means. */
  private List<Rounds.Round> play(Recipe recipe, Map<String, Map<String, Object>> summaries)
      throws IOException {
    StepRunner runner =
        step -> {
          steps.put(step.name(), step);
          order.add(step.name());
          TreeMap<String, String> hashes = new TreeMap<>();
          for (String output : OUTPUTS) {
            hashes.put(output, "%064x".formatted((step.name() + output).hashCode()));
          }
          Map<String, Object> usual =
              switch (step.stage()) {
                case "score" -> score(0.5);
                case "gate" -> Map.of("taken", mean(step, "newer") >= mean(step, "older"));
                default -> Map.of("kept", 3, "pairs", 2, "rows", 4);
              };
          return new Product.Made(
              step.name(),
              Path.of(step.name()),
              hashes,
              summaries.getOrDefault(step.name(), usual));
        };
    steps.clear();
    order.clear();
    Scorer scorer = Verifiers.scorer(recipe.verifier());
    List<Rounds.Round> rounds = new ArrayList<>();
    new Rounds(recipe, FakeSeams.of(() -> {}).seams(recipe), scorer, RunContext.quiet(), runner)
        .play(
            new Rounds.Given(
                given("base"),
                recipe.data().stream().<Product>map(file -> given("seed")).toList(),
                recipe.preferences().stream()
                    .<Product>map(file -> given(file.file().getFileName().toString()))
                    .toList(),
                given("prompts"),
                given("held-out"),
                List.of(),
                recipe.rewardModel() == null ? null : given("judge")),
            rounds::add);
    return rounds;
  }

  private static double mean(Step gate, String role) {
    Object mean = Objects.requireNonNull(gate.inputs().get(role)).made().summary().get("mean");
    return ((Number) Objects.requireNonNull(mean)).doubleValue();
  }

  private String input(String step, String role) {
    Step found = Objects.requireNonNull(steps.get(step), step);
    return Objects.requireNonNull(found.inputs().get(role), role).name();
  }

  private static Map<String, Object> score(double mean) {
    return Map.of("mean", mean, "passed", 1, "prompts", 2);
  }

  @Test
  void theBestModelSoFarAnswersThePrompts() throws IOException {
    List<Rounds.Round> rounds =
        play(
            scene.recipe(3),
            Map.of(
                "start/score", score(0.5),
                "round-1/sft-score", score(0.25),
                "round-1/score", score(0.75),
                "round-2/sft-score", score(0.625),
                "round-2/score", score(0.6875),
                "round-3/sft-score", score(0.75)));
    assertEquals("base", input("round-1/sample", "model"));
    assertEquals("round-1/dpo", input("round-2/sample", "model"));
    assertEquals("round-3/sft", input("round-3/sample", "model"));
    assertEquals("round-1/dpo", rounds.get(1).best().model().name());
    // Fine-tuning and DPO go on from the round's own model, whoever answered.
    assertEquals("base", input("round-2/sft", "model"));
    assertEquals("round-2/sft", input("round-2/dpo", "model"));
    assertEquals("round-2/select/preference.jsonl", input("round-2/dpo", "data"));
  }

  @Test
  void laterMixesReadTheKeptAnswersThatAreNotTooOld() throws IOException {
    Recipe base = scene.recipe(4);
    Recipe young = base.with("mixing.max-age=2", "start=best");
    play(young, Map.of());
    assertEquals(List.of("data-001", "held-out"), roles("round-1/mix"));
    assertEquals("round-2/select/sft.jsonl", input("round-4/mix", "kept-001"));
    assertEquals("round-3/select/sft.jsonl", input("round-4/mix", "kept-002"));
    assertEquals(List.of("data-001", "held-out", "kept-001", "kept-002"), roles("round-4/mix"));
    assertEquals("round-3/dpo", input("round-4/sft", "model"));
    play(base, Map.of());
    assertEquals(5, roles("round-4/mix").size());
  }

  private List<String> roles(String step) {
    return List.copyOf(Objects.requireNonNull(steps.get(step)).inputs().keySet());
  }

  @Test
  void withoutPairsThereIsNoDpoAndWithoutKeptAnswersNoTuningOnThem() throws IOException {
    Recipe recipe = scene.recipe(1).with("sft-on-selected=true");
    List<Rounds.Round> rounds =
        play(recipe, Map.of("round-1/select", Map.of("kept", 0, "pairs", 0)));
    assertFalse(order.contains("round-1/dpo"));
    assertFalse(order.contains("round-1/sft-on-selected"));
    assertFalse(order.contains("round-1/score"));
    assertEquals(rounds.get(0).tuned(), rounds.get(0).after());
    play(recipe, Map.of("round-1/select", Map.of("kept", 1, "pairs", 0)));
    assertTrue(order.contains("round-1/sft-on-selected"));
    assertEquals("round-1/sft-on-selected", input("round-1/score", "model"));
    play(recipe, Map.of());
    assertEquals("round-1/sft-on-selected", input("round-1/dpo", "model"));
  }

  @Test
  void withoutDemonstrationsTheFirstRoundBeginsBySampling() throws IOException {
    Recipe recipe = scene.recipe(3).with("data=[]", "sft-on-selected=true");
    List<Rounds.Round> rounds =
        play(recipe, Map.of("round-2/select", Map.of("kept", 0, "pairs", 1)));
    assertEquals("round-1/sample", order.get(2));
    assertEquals("base", input("round-1/sft-on-selected", "model"));
    assertEquals("start/score", rounds.get(0).tuned().score().name());
    assertFalse(order.contains("round-1/sft"));
    assertEquals(List.of("held-out", "kept-001"), roles("round-2/mix"));
    assertEquals(List.of("held-out", "kept-001"), roles("round-3/mix"));
    assertEquals("round-1/select/sft.jsonl", input("round-3/mix", "kept-001"));
  }

  @Test
  void everyStepHasItsOwnSeed() throws IOException {
    play(scene.recipe(2), Map.of());
    List<Long> seeds =
        steps.values().stream()
            .filter(step -> List.of("sft", "dpo", "sample", "mix").contains(step.stage()))
            .map(Step::seed)
            .toList();
    assertEquals(8, seeds.size());
    assertEquals(8, seeds.stream().distinct().count());
  }

  @Test
  void theNumberOfRoundsChangesNoStep() throws IOException {
    play(scene.recipe(1), Map.of());
    Map<String, Step> one = new TreeMap<>(steps);
    play(scene.recipe(2), Map.of());
    for (Map.Entry<String, Step> step : one.entrySet()) {
      Step longer = Objects.requireNonNull(steps.get(step.getKey()));
      assertEquals(step.getValue().settings(), longer.settings());
      assertEquals(step.getValue().seed(), longer.seed());
      assertEquals(step.getValue().inputs(), longer.inputs());
    }
    assertEquals(
        JsonNodeFactory.instance.numberNode(3),
        Objects.requireNonNull(one.get("round-1/select")).settings().path("k"));
  }
}
