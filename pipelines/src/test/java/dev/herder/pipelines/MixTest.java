package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.run.Hashes;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixTest {
  @TempDir Path folder;

  private Product file(String name, String content) throws IOException {
    Path path = folder.resolve(name);
    Files.writeString(path, content);
    return new Product.Made(name, path, Hashes.ofFile(path));
  }

  private Recipe recipe(long seed, int maxRows) throws IOException {
    return Scene.in(folder).recipe(2).with("seed=" + seed, "mixing.max-rows=" + maxRows);
  }

  private List<String> mix(Recipe recipe, Product... accepted) throws IOException {
    Product seeds = file("a.jsonl", Scene.rows(1, 3, true));
    Product heldOut = file("h.jsonl", Scene.rows(300, 2, false));
    Step step = Mix.step(recipe, 2, List.of(seeds), List.of(accepted), heldOut);
    Step.Made made = step.work().make(Files.createDirectories(folder.resolve("mix")));
    assertEquals(List.of("train.jsonl"), made.outputs());
    List<String> rows = Files.readAllLines(folder.resolve("mix/train.jsonl"));
    assertEquals((long) rows.size(), made.summary().get("rows"));
    return rows;
  }

  @Test
  void demonstrationsComeFirstThenKeptAnswersOldestFirst() throws IOException {
    List<String> rows =
        mix(
            recipe(1, 0),
            file("k1.jsonl", Scene.rows(20, 2, true)),
            file("k2.jsonl", ""),
            file("k3.jsonl", Scene.rows(10, 1, true)));
    List<String> expected =
        (Scene.rows(1, 3, true) + Scene.rows(20, 2, true) + Scene.rows(10, 1, true))
            .lines()
            .toList();
    assertEquals(expected, rows);
  }

  @Test
  void takesAtMostSoManyKeptAnswersOfARoundByTheSeed() throws IOException {
    Product kept = file("k.jsonl", Scene.rows(20, 50, true));
    List<String> rows = mix(recipe(1, 10), kept);
    assertEquals(13, rows.size());
    assertTrue(Scene.rows(20, 50, true).lines().toList().containsAll(rows.subList(3, 13)));
    assertEquals(rows, mix(recipe(1, 10), kept));
    assertNotEquals(rows, mix(recipe(2, 10), kept));
    assertEquals(53, mix(recipe(1, 50), kept).size());
  }

  @Test
  void rowsOccurAsOftenAsTheirSourceAndTheirCapabilitySay() throws IOException {
    String maths = Scene.rows(20, 40, true).replace("}\n", ",\"capability\":\"maths\"}\n");
    Product kept = file("k.jsonl", maths + Scene.rows(70, 5, true));
    List<String> rows =
        mix(
            recipe(1, 0)
                .with(
                    "mixing.data-epochs=[3]",
                    "mixing.kept-epochs=2",
                    "mixing.capability-epochs={maths: 0.25}"),
            kept);
    assertEquals(9, rows.subList(0, 9).stream().filter(row -> row.contains("What is ")).count());
    assertEquals(rows.get(0), rows.get(2));
    assertNotEquals(rows.get(2), rows.get(3));
    long some = rows.stream().filter(row -> row.contains("maths")).count();
    assertTrue(some > 10 && some < 30, some + " of 40 at a half");
    assertEquals(rows.size(), 9 + some + 10);
    Recipe none = recipe(1, 0).with("mixing.data-epochs=[0]", "mixing.kept-epochs=0");
    String message = Scene.refusal(() -> mix(none, kept));
    assertTrue(message.startsWith("data: no row is left for fine-tuning"), message);
  }
}
