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
      sampling: {k: 4, temperature: 0.5, top-k: 9, top-p: 0.75, max-new-tokens: 44}
      selection:
        keep: top:2
        min-gap: 0.125
        drop-truncated: false
        drop-duplicates: false
        pass-score: 0.5
      mixing: {max-age: 2, max-rows: 100}
      start: best
      sft-on-selected: true
      sft: {learning-rate: 1e-4}
      dpo: {beta: 0.2}
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
            folder.resolve("prompts.jsonl"),
            new Recipe.HeldOutPrompts(null, 0.25, Recipe.Contamination.REFUSE, 0),
            "gsm8k",
            new Recipe.Draw(16, 0.8, 0, 1, 256),
            new Recipe.Choice("best-above:1.0", 0, true, true, 1),
            new Recipe.Mixing(0, 0),
            Recipe.Start.BASE,
            false,
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
