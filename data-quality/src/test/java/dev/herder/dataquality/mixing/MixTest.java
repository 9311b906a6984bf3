package dev.herder.dataquality.mixing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.mixing.Mix.Source;
import dev.herder.dataquality.rows.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixTest {
  @TempDir Path folder;

  @Test
  void sharesAreThoseOfTheWeightsAsFarAsTheRowsReach() throws IOException {
    Mix.Result result =
        mix(0, new Source(file("a", 100), 3, 0, 1), new Source(file("b", 100), 1, 0, 1));
    // The first source is spent after 100 rows, a third as many come from the other.
    assertEquals(133, result.rows());
    assertEquals(List.of(100L, 33L), result.parts().stream().map(Mix.Part::rows).toList());
    assertEquals(133, counts().size());
  }

  @Test
  void epochsRepeatRowsEvenly() throws IOException {
    Mix.Result result =
        mix(350, new Source(file("a", 100), 5, 0, 3), new Source(file("b", 200), 2, 0, 1));
    assertEquals(350, result.rows());
    Map<String, Integer> counts = counts();
    for (int i = 0; i < 100; i++) {
      int times = counts.getOrDefault("a" + i, 0);
      assertTrue(times == 2 || times == 3, "a" + i + " " + times);
    }
    assertEquals(250, sum(counts, "a"));
    assertEquals(100, sum(counts, "b"));
    assertTrue(counts.values().stream().noneMatch(n -> n > 3));
  }

  @Test
  void capsAndShortSourcesAreCounted() throws IOException {
    Mix.Result result =
        mix(
            100,
            new Source(file("a", 30), 1, 0, 1),
            new Source(file("b", 90), 1, 20, 5),
            new Source(file("c", 90), 1, 0, 1));
    assertEquals(List.of(30L, 20L, 33L), result.parts().stream().map(Mix.Part::rows).toList());
    assertEquals(List.of(34L, 33L, 33L), result.parts().stream().map(Mix.Part::wanted).toList());
    assertEquals(83, result.rows());
  }

  @Test
  void theSeedDecidesDrawAndOrder() throws IOException {
    Source a = new Source(file("a", 500), 1, 100, 1);
    Source b = new Source(file("b", 500), 1, 100, 1);
    mix(0, a, b);
    List<String> first = Files.readAllLines(mixed());
    assertTrue(mix(0, a, b).reused());
    Files.delete(mixed());
    assertEquals(first.size(), mix(0, a, b).rows());
    assertEquals(first, Files.readAllLines(mixed()));
    new Mix()
        .run(
            new Mix.Config(List.of(a, b), folder.resolve("out"), 0),
            RunContext.quiet().withSeed(7));
    assertNotEquals(first, Files.readAllLines(mixed()));
    // Sources are mixed through each other, not one after the other.
    long early = first.subList(0, 50).stream().filter(line -> line.contains("\"a")).count();
    assertTrue(early > 10 && early < 40, "of 50 rows " + early + " are of one source");
  }

  @Test
  void badRowsAreCountedAndLeftOut() throws IOException {
    Path file =
        Lines.write(folder.resolve("x.jsonl"), List.of(Lines.text("x0"), "{", Lines.text("x1")));
    Mix.Result result = mix(0, new Source(file, 1, 0, 2));
    assertEquals(4, result.rows());
    assertEquals(new Mix.Part(file.toString(), 2, 1, 4, 2, 4), result.parts().get(0));
    assertEquals(Map.of("x0", 2, "x1", 2), counts());
  }

  @Test
  void quotasAddUp() {
    assertArrayEquals(
        new long[] {34, 33, 33}, Quotas.of(List.of(1.0, 1.0, 1.0), new long[] {99, 99, 99}, 100));
    assertArrayEquals(new long[] {10, 90}, Quotas.of(List.of(0.1, 0.9), new long[] {10, 900}, 0));
    assertArrayEquals(new long[] {0, 0}, Quotas.of(List.of(1.0, 1.0), new long[] {0, 5}, 0));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(UserError.class, () -> new Source(Path.of("x"), 0, 0, 1));
    assertThrows(UserError.class, () -> new Source(Path.of("x"), 1, -1, 1));
    assertThrows(UserError.class, () -> mix(0));
    assertThrows(UserError.class, () -> mix(0, new Source(folder.resolve("none"), 1, 0, 1)));
  }

  @Test
  void aSourceThatGivesNothingIsRefused() throws IOException {
    Source some = new Source(file("a", 30), 1, 0, 1);
    Path bad = Lines.write(folder.resolve("bad.jsonl"), List.of("{", "7"));
    assertRefused("gives no row (0 can be read, 2 cannot", some, new Source(bad, 1, 0, 1));
    assertRefused("epochs 0.01)", some, new Source(file("few", 12), 1, 0, 0.01));
  }

  @Test
  void theMixIsNoSourceOfItself() throws IOException {
    mix(0, new Source(file("a", 30), 1, 0, 1));
    String before = Files.readString(mixed());
    assertRefused("would be written over", new Source(mixed(), 1, 0, 1));
    assertEquals(before, Files.readString(mixed()));
  }

  private void assertRefused(String expected, Source... sources) {
    String said = String.valueOf(assertThrows(UserError.class, () -> mix(0, sources)).getMessage());
    assertTrue(said.contains(expected), said);
  }

  private Path file(String name, int rows) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      lines.add(Lines.text(name + i));
    }
    return Lines.write(folder.resolve(name + ".jsonl"), lines);
  }

  private Path mixed() {
    return folder.resolve("out").resolve(Mix.MIXED);
  }

  private Mix.Result mix(long rows, Source... sources) throws IOException {
    return new Mix()
        .run(new Mix.Config(List.of(sources), folder.resolve("out"), rows), RunContext.quiet());
  }

  private Map<String, Integer> counts() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    Lines.read(mixed()).forEach(row -> counts.merge(row.get("text").asText(), 1, Integer::sum));
    return counts;
  }

  private static int sum(Map<String, Integer> counts, String name) {
    return counts.entrySet().stream()
        .filter(each -> each.getKey().startsWith(name))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }
}
