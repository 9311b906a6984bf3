package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.config.StrictConfig;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeTest {
  private static final String LEAST =
      """
      model: base
      out: run
      data: [seed.jsonl]
      prompts: prompts.jsonl
      verifier: gsm8k
      held-out: {fraction: 0.25}
      """;

  private static final String FULL =
      """
      model: ../other
      out: /tmp/run
      rounds: 5
      seed: 7
      data: [a.jsonl, b.jsonl]
      prompts: p.jsonl
      held-out: {file: h.jsonl, contamination: drop, max-new-tokens: 33}
      verifier: exact
      preferences: [{file: pref.jsonl, from-round: 2}, {file: more.jsonl}]
      scorer: weighted
      reward-weight: 0.25
      reward-model: rm
      order: sample-first
      curriculum: {per-round: 7, min-pass-rate: 0.125, max-pass-rate: 0.875}
      sampling:
        k: 4
        temperature: 0.5
        top-k: 9
        top-p: 0.75
        min-p: 0.0625
        repetition-penalty: 1.125
        stop: ["Question:"]
        max-new-tokens: 44
        models: 2
      selection:
        keep: top:2
        min-gap: 0.125
        drop-truncated: false
        drop-duplicates: false
        pass-score: 0.5
      mixing:
        max-age: 2
        max-rows: 100
        data-epochs: [1, 0.5]
        kept-epochs: 1.5
        capability-epochs: {maths: 2}
      pairs: {max-age: 3, min-strength: slightly better, strength-gaps: [0.25, 0.5, 0.75]}
      gate: {policy: significant, level: 0.9, capability: topic, regression: stop}
      evaluation:
        - {suite: gsm8k, name: sums, prompts: [test.jsonl], options: {max-new-tokens: 64}, files: {shots-file: s.jsonl}}
        - {prompts: [capitals.jsonl], verifier: exact}
        - {suite: win-rate, prompts: [opponent.jsonl], judge: big}
      final-round:
        sampling: {temperature: 0.25}
        selection: {keep: best}
        mixing: {max-rows: 5}
        curriculum: {per-round: 6}
      own-steps:
        - {step: reversed, after: mix, settings: {every: 2}}
        - {step: reversed, before: dpo}
      start: best
      sft-on-selected: true
      sft: {learning-rate: 1e-4}
      dpo: {beta: 0.2}
      reward: {variants: [{learning-rate: 1e-5}, {seed: 2}]}
      """;

  @TempDir Path folder;

  private StrictConfig<Recipe> yaml(String text) throws IOException {
    Path file = folder.resolve("recipe.yaml");
    Files.writeString(file, text);
    return Recipe.config().file(file);
  }

  @Test
  void theDefaultsArePinned() throws IOException {
    Recipe recipe = yaml(LEAST).resolve().value();
    assertEquals(
        new Recipe(
            folder.resolve("base"),
            folder.resolve("run"),
            3,
            42,
            List.of(folder.resolve("seed.jsonl")),
            List.of(),
            folder.resolve("prompts.jsonl"),
            new Recipe.HeldOutPrompts(null, 0.25, Recipe.Contamination.REFUSE, 0),
            "gsm8k",
            Recipe.Judging.VERIFIER,
            0.5,
            null,
            Recipe.Order.TUNE_FIRST,
            new Curriculum(0, 0, 1),
            new Draw(16, 0.8, 0, 1, 0, 1, List.of(), 256, 1),
            new Choice("best-above:1.0", 0, true, true, 1),
            new Mixing(0, 0, List.of(), 1, Map.of()),
            new Pairs(1, "better", List.of()),
            new Gating(Gating.Policy.HIGHER, 0.95, "capability", Gating.Regression.IGNORE),
            List.of(),
            new FinalRound(Map.of(), Map.of(), Map.of(), Map.of()),
            List.of(),
            Recipe.Start.BASE,
            false,
            Map.of(),
            Map.of(),
            Map.of()),
        recipe);
  }

  @Test
  void everyKeyCanBeSet() throws IOException {
    Recipe least = yaml(LEAST).resolve().value();
    Recipe full = yaml(FULL).resolve().value();
    requireDifferent(least, full, "");
    assertEquals(folder.resolveSibling("other"), full.model());
    assertEquals(List.of(folder.resolve("a.jsonl"), folder.resolve("b.jsonl")), full.data());
    assertEquals(0.2, full.dpo().get("beta"));
    assertEquals(
        List.of("sums", "capitals", "win-rate"),
        full.evaluation().stream().map(EvaluationSuite::called).toList());
    assertEquals(
        Map.of("shots-file", folder.resolve("s.jsonl")), full.evaluation().get(0).fileOptions());
    assertEquals(folder.resolve("big"), full.evaluation().get(2).judge());
    assertEquals(9, yaml(FULL).set("sampling.k=9").resolve().value().sampling().k());
  }

  private static void requireDifferent(Record a, Record b, String path) {
    for (RecordComponent component : a.getClass().getRecordComponents()) {
      Object left = value(component, a);
      Object right = value(component, b);
      String name = path + component.getName();
      if (left instanceof Record one && right instanceof Record two) {
        requireDifferent(one, two, name + ".");
      } else {
        assertNotEquals(left, right, name);
      }
    }
  }

  private static @Nullable Object value(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyMistakeIsPlaced() throws IOException {
    for (List<String> mistake :
        List.of(
            List.of("rounds: 5", "rounds: 0", "rounds: 0 is out of range, expected at least 1"),
            List.of("verifier: exact", "verifier: exakt", "verifier: 'exakt' is not known"),
            List.of("k: 4", "k: 0", "sampling.k: 0 is out of range"),
            List.of("top-p: 0.75", "top-p: 2", "sampling.top-p: 2.0 is out of range"),
            List.of("keep: top:2", "keep: worst", "selection.keep: 'worst' is no selection"),
            List.of("min-gap: 0.125", "min-gap: -1", "selection.min-gap: -1.0 is out of range"),
            List.of("max-age: 2", "max-age: -2", "mixing.max-age: -2 is negative"),
            List.of("max-rows: 100", "max-rows: -3", "mixing.max-rows: -3 is negative"),
            List.of("max-new-tokens: 33", "max-new-tokens: -4", "held-out.max-new-tokens: -4"),
            List.of("file: h.jsonl", "fraction: 1.5", "held-out.fraction: 1.5 is out of range"),
            List.of("file: h.jsonl,", "", "held-out: expected either a file"),
            List.of("start: best", "start: bset", "start"),
            List.of("k: 4", "k: 4\n  modles: 2", "did you mean \"models\""),
            List.of("models: 2", "models: 0", "sampling.models: 0 is out of range"),
            List.of("min-p: 0.0625", "min-p: 2", "sampling.min-p: 2.0 is out of range"),
            List.of("weight: 0.25", "weight: 0", "reward-weight: 0.0 is out of range"),
            List.of("scorer: weighted", "scorer: verifier", "reward-model: nothing uses it"),
            List.of("scorer: weighted", "scorer: weigthed", "did you mean \"weighted\""),
            List.of("from-round: 2", "from-round: 0", "preferences[0].from-round: 0 is out"),
            List.of("per-round: 7", "per-round: -7", "curriculum.per-round: -7 is negative"),
            List.of("rate: 0.875", "rate: 0.1", "curriculum.max-pass-rate: 0.1 is out of range"),
            List.of("epochs: [1, 0.5]", "epochs: [1]", "data-epochs has 1 numbers for 2 files"),
            List.of("kept-epochs: 1.5", "kept-epochs: -1", "mixing.kept-epochs: -1.0 is out"),
            List.of("slightly better", "a bit", "pairs.min-strength: "),
            List.of("[0.25, 0.5, 0.75]", "[0.5, 0.25, 1]", "pairs.strength-gaps: [0.5, 0.25, 1.0]"),
            List.of("level: 0.9", "level: 95", "gate.level: 95.0 is out of range"),
            List.of("suite: gsm8k", "suite: gsm8", "evaluation[0].suite: 'gsm8' is not known"),
            List.of("suite: gsm8k", "suite: gsm8", "did you mean \"gsm8k\""),
            List.of("suite: gsm8k", "suit: gsm8k", "did you mean \"suite\""),
            List.of("suite: gsm8k", "suite: a.jsonl", "evaluation[0].suite: 'a.jsonl' looks like"),
            List.of("name: sums", "name: ../up", "evaluation[0].name: '../up' cannot name"),
            List.of("name: sums", "name: Win-Rate", "two suites are called 'win-rate'"),
            List.of("max-new-tokens: 64", "shots-file: x", "shots-file names a file"),
            List.of("max-new-tokens: 64", "n: {a: 1}", "evaluation[0].options: n is a mapping"),
            List.of(", verifier: exact}", "}", "evaluation[1]: expected the name of a suite"),
            List.of(", verifier: exact}", ", verifier: exat}", "verifier: 'exat' is not known"),
            List.of("temperature: 0.25", "temprature: 0", "did you mean \"temperature\""),
            List.of("temperature: 0.25", "temperature: -1", "final-round.sampling.temperature"),
            List.of("step: reversed, after", "step: revesred, after", "did you mean \"reversed\""),
            List.of("after: mix", "after: mixx", "did you mean \"after mix\""),
            List.of("after: mix,", "", "expected one of after and before"),
            List.of("every: 2", "evry: 2", "evry"),
            List.of("{beta: 0.2}", "{repeat: 0}", "dpo: dpo.repeat: is 0, expected at least 1"),
            List.of("{beta: 0.2}", "{enabled: 3}", "dpo: dpo.enabled: is 3, expected true or"),
            List.of("{seed: 2}", "{share: 2}", "reward.variants[1].share: is 2, expected a"),
            List.of("{seed: 2}", "7", "reward.variants[1]: is 7, expected a mapping"),
            List.of("{variants", "{average: false, variants", "nothing says which of several"),
            List.of("start: best", "starts: best", "starts"))) {
      assertTrue(FULL.contains(mistake.get(0)), mistake.get(0));
      StrictConfig<Recipe> config = yaml(FULL.replace(mistake.get(0), mistake.get(1)));
      String message = Scene.refusal(config::resolve);
      assertTrue(message.contains("recipe.yaml"), message);
      assertTrue(message.contains(mistake.get(2)), mistake.get(2) + " <> " + message);
    }
    StrictConfig<Recipe> both = yaml(FULL).set("held-out.fraction=0.5");
    assertTrue(Scene.refusal(both::resolve).contains("held-out.fraction: there is a file, too"));
  }
}
