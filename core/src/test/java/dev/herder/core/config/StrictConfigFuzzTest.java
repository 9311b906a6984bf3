package dev.herder.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.Mutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files are bound, or refused with places; nothing else ever comes out. */
final class StrictConfigFuzzTest {
  private static final int FILES = 2500;
  private static final String VALID =
      """
      # settings
      model: ../base
      data: [rows/a.jsonl, /abs/b.jsonl]
      name: "zwölf \\u00e4"
      max-steps: 12
      optim:
        learning_rate: 2e-4
        schedule: {type: step, every: 3}
      weights: {dpo: 2, sft: &w 0.5, rm: *w}
      stages:
        - id: two
          k: 1
      extra:
        a: [1, 2.5, true, null]
        b: |
          text
      """;
  private static final String[] SPLICES = {
    "null",
    "~",
    "-1",
    "1e999",
    "[",
    "]",
    "{a: 1}",
    "&w ",
    "*w",
    "!!int ",
    "? ",
    ": ",
    "- ",
    "---\n",
    "%YAML 9\n",
    "\t",
    "\"",
    "'",
    "|",
    "@",
    "`",
    "<<: *w\n",
    "\u0000",
    "\ufeff",
    "\u2028",
    "[".repeat(70),
    "\nmodel: x\n",
    "\nmax_steps: 1\n",
    "9".repeat(2000)
  };

  @TempDir Path folder;

  @Test
  void damagedFilesAreBoundOrRefused() throws IOException {
    Path file = folder.resolve("run.yaml");
    Pattern placed = Pattern.compile(Pattern.quote(file.toString()) + "(:\\d+:\\d+)");
    config().file(Files.writeString(file, VALID)).resolve();
    Mutations mutations = new Mutations(new Random(20260301), SPLICES);
    int bound = 0;
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      Files.write(file, mutations.of(VALID));
      try {
        config().file(file).resolve();
        bound++;
      } catch (ConfigException e) {
        refused++;
        assertFalse(e.problems().isEmpty());
        for (ConfigProblem problem : e.problems()) {
          assertTrue(placed.matcher(problem.place()).matches(), problem.toString());
          assertEquals(1, problem.toString().lines().count(), problem.toString());
        }
      }
    }
    assertTrue(bound > FILES / 20, bound + " bound");
    assertTrue(refused > FILES / 4, refused + " refused");
  }

  @Test
  void damagedOverridesAreBoundOrRefused() {
    String[] keys = {
      "model", "data", "optim", "optim.schedule", "stages", "extra", "weights.x", "lora"
    };
    String value = "[{id: a, k: 1}, b, {type: cosine, warmup-steps: 3}]";
    Random random = new Random(7);
    Mutations mutations = new Mutations(random, SPLICES);
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      String text = new String(mutations.of(value), StandardCharsets.UTF_8);
      String key = keys[random.nextInt(keys.length)];
      try {
        config().set(key + "=" + text).resolve();
      } catch (ConfigException e) {
        refused++;
        e.problems().forEach(each -> assertEquals("--set " + key, each.place()));
      }
    }
    assertTrue(refused > FILES / 4, refused + " refused");
  }

  private static StrictConfig<Settings> config() {
    return StrictConfig.of(Settings.class, Settings.TYPES).defaults(Settings.defaults());
  }
}
