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

class CurriculumStepTest {
  @TempDir Path folder;

  private Product file(String name, String content) throws IOException {
    Path path = Files.writeString(folder.resolve(name), content);
    return new Product.Made(name, path, Hashes.ofFile(path));
  }

  /** What a selection writes of prompts: the first of them with this pass rate, and so on. */
  private static String asked(int first, double... rates) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < rates.length; i++) {
      rows.append(
          Scene.rows(first + i, 1, false)
              .replace("}\n", ",\"samples\":4,\"pass_rate\":" + rates[i] + "}\n"));
    }
    return rows.toString();
  }

  private Step.Made choose(String curriculum, Product... asked) throws IOException {
    return choose(curriculum, 1, asked);
  }

  private Step.Made choose(String curriculum, long seed, Product... asked) throws IOException {
    Recipe recipe = Scene.in(folder).recipe(1).with("curriculum=" + curriculum);
    Product prompts = file("p.jsonl", Scene.rows(10, 6, false));
    Step step = CurriculumStep.step(recipe, "c", prompts, List.of(asked), seed);
    return step.work().make(Files.createDirectories(folder.resolve("c")));
  }

  private List<String> chosen() throws IOException {
    return Files.readAllLines(folder.resolve("c/prompts.jsonl")).stream()
        .map(row -> row.replaceAll(".*\"answer\":\"(\\d+)\".*", "$1"))
        .toList();
  }

  @Test
  void promptsThatTeachNothingAreLeftOutByTheirLastPassRate() throws IOException {
    Product first = file("1.jsonl", asked(10, 0, 1, 0.5, 1));
    Product second = file("2.jsonl", asked(11, 0.5, 1));
    Step.Made made = choose("{min-pass-rate: 0.1, max-pass-rate: 0.9}", first, second);
    // 10 never passes; 11 does no longer always; 12 does now; 13 always did; 14, 15 are new.
    assertEquals(List.of("11", "14", "15"), chosen());
    assertEquals(1L, made.summary().get("too-hard"));
    assertEquals(2L, made.summary().get("too-easy"));
    String row = Files.readAllLines(folder.resolve("c/prompts.jsonl")).get(0);
    assertTrue(!row.contains("pass_rate"), row);
  }

  @Test
  void thoseAskedLeastOftenComeFirst() throws IOException {
    Product first = file("1.jsonl", asked(10, 0.5, 0.5, 0.5));
    Product second = file("2.jsonl", asked(13, 0.5) + asked(10, 0.5));
    Step.Made made = choose("{per-round: 2}", first, second);
    assertEquals(List.of("14", "15"), chosen());
    assertEquals(4L, made.summary().get("left-for-later"));
    choose("{per-round: 5}", first, second);
    assertEquals(List.of("11", "12", "13", "14", "15"), chosen());
  }

  @Test
  void whoComesFirstOfEqualsIsDrawnByTheSeed() throws IOException {
    choose("{per-round: 3}", 1);
    List<String> one = chosen();
    choose("{per-round: 3}", 1);
    assertEquals(one, chosen());
    choose("{per-round: 3}", 2);
    assertNotEquals(one, chosen());
    assertEquals(3, one.size());
  }

  @Test
  void whereNoneIsOfUseAllAreAskedAgain() throws IOException {
    Product first = file("1.jsonl", asked(10, 1, 1, 1, 1, 1, 1));
    Step.Made made = choose("{max-pass-rate: 0.9}", first);
    assertEquals(6, chosen().size());
    assertEquals(true, made.summary().get("asked-again-as-none-was-left"));
  }
}
