package dev.herder.dataquality.duplicates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.overlap.Words;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.rows.Lines;
import dev.herder.dataquality.rows.Step;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeduplicateTest {
  @TempDir Path folder;

  @Test
  void plantedGroupsCollapseToTheirFirstRow() throws IOException {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>();
    for (int group = 0; group < 60; group++) {
      List<String> words = new ArrayList<>(List.of(words(random, 40).split(" ")));
      for (int copy = 0; copy < 5; copy++) {
        words.set(39, "end" + (copy < 2 ? 0 : copy));
        lines.add(Lines.chat("Group " + group + "?", String.join(" ", words)));
      }
    }

    StepResult result = run(lines, Deduplicate.Settings.defaults(), 2);

    assertEquals(60, result.kept());
    assertEquals(Map.of(Deduplicate.EXACT, 60L, Deduplicate.NEAR, 180L), result.dropped());
    assertEquals(lines.get(5), Files.readAllLines(out("2").resolve(Step.KEPT)).get(1));
    JsonNode exact = Lines.read(out("2").resolve(Step.DROPPED)).get(0);
    assertEquals("the same as " + folder.resolve("data.jsonl") + ":1", exact.get("why").asText());
    JsonNode near = Lines.read(out("2").resolve(Step.DROPPED)).get(1);
    assertTrue(near.get("why").asText().matches("similarity 0\\.\\d+ to .*:1"), near.toString());
  }

  @Test
  void noTwoRowsKeptAreAboveTheThreshold() throws IOException {
    for (double threshold : new double[] {0.3, 0.6, 0.9}) {
      Random random = new Random(8);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        List<String> words =
            new ArrayList<>(
                List.of(
                    (i < 20 ? words(random, 30) : texts.get(random.nextInt(texts.size())))
                        .split(" ")));
        for (int change = random.nextInt(5); change > 0; change--) {
          words.set(random.nextInt(words.size()), "x" + random.nextInt(1000));
        }
        texts.add(String.join(" ", words));
      }
      run(
          texts.stream().map(Lines::text).toList(),
          new Deduplicate.Settings(threshold, 2, Compared.ALL, true),
          1);

      List<Set<List<String>>> kept = new ArrayList<>();
      for (JsonNode row : Lines.read(out("1").resolve(Step.KEPT))) {
        kept.add(pairs(row.get("text").asText()));
      }
      for (int i = 0; i < kept.size(); i++) {
        for (int j = 0; j < i; j++) {
          assertTrue(jaccard(kept.get(i), kept.get(j)) < threshold);
        }
      }
      for (JsonNode drop : Lines.read(out("1").resolve(Step.DROPPED))) {
        Set<List<String>> dropped = pairs(drop.get("row").get("text").asText());
        assertTrue(kept.stream().anyMatch(row -> jaccard(row, dropped) >= threshold));
      }
      assertTrue(kept.size() > 1 && kept.size() < 400, "nothing to decide");
    }
  }

  @Test
  void theResultIsTheSameWhateverTheThreads() throws IOException {
    Random random = new Random(2);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      lines.add(Lines.text("alpha beta gamma " + words(random, 6, 12)));
    }
    Deduplicate.Settings settings = new Deduplicate.Settings(0.5, 1, Compared.ALL, true);
    run(lines, settings, 1);
    run(lines, settings, 3);
    for (String file : List.of(Step.KEPT, Step.DROPPED, Step.SUMMARY, Step.REPORT)) {
      assertEquals(-1, Files.mismatch(out("1").resolve(file), out("3").resolve(file)), file);
    }
    try (Stream<Path> files = Files.list(out("1"))) {
      assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith(".shingles")));
    }
  }

  @Test
  void promptsAloneMayBeCompared() throws IOException {
    List<String> lines =
        List.of(
            Lines.chat("How do I sort a list in Java", "Use sort"),
            Lines.chat("How do I sort a list in Java", "No idea"),
            Lines.chat("How do I sort a list in Java?", "With a comparator"),
            Lines.text("plain"));
    assertEquals(4, run(lines, Deduplicate.Settings.defaults(), 1).kept());
    StepResult prompts = run(lines, new Deduplicate.Settings(0.8, 3, Compared.PROMPT, true), 1);
    assertEquals(2, prompts.kept());
    StepResult exact = run(lines, new Deduplicate.Settings(0.8, 3, Compared.PROMPT, false), 1);
    assertEquals(3, exact.kept());
  }

  @Test
  void callsOfToolsAreTextsToo() throws IOException {
    String row =
        "{\"messages\": [{\"role\": \"user\", \"content\": \"weather\"}, {\"role\": \"assistant\","
            + " \"content\": \"\", \"tool_calls\": [{\"type\": \"function\", \"function\": {\"name\":"
            + " \"get\", \"arguments\": {\"city\": \"%s\"}}}]}]}";
    StepResult result =
        run(
            List.of(
                String.format(row, "Oslo"), String.format(row, "Rome"), String.format(row, "Oslo")),
            new Deduplicate.Settings(0.95, 3, Compared.ALL, true),
            1);
    assertEquals(Map.of(Deduplicate.EXACT, 1L), result.dropped());
  }

  @Test
  void bandsAreAsWideAsTheThresholdLets() {
    assertEquals(new Banding(4, 32), Banding.of(0.8, 128));
    for (double threshold = 0.05; threshold <= 1; threshold += 0.05) {
      Banding banding = Banding.of(threshold, 128);
      assertTrue(banding.width() * banding.bands() <= 128);
      assertTrue(banding.missed(threshold) <= 2e-3, banding + " at " + threshold);
      assertTrue(threshold < 0.11 || banding.missed(threshold) <= Banding.MISSED);
    }
  }

  @Test
  void signaturesAgreeAsOftenAsTheSetsAreSimilar() {
    Random random = new Random(4);
    MinHash minHash = new MinHash(4096, new Banding(1, 4096));
    for (int common : new int[] {10, 50, 90}) {
      long[] a = random.longs(100).toArray();
      long[] b = random.longs(100).toArray();
      System.arraycopy(a, 0, b, 0, common);
      int[] keysA = minHash.keys(a);
      int[] keysB = minHash.keys(b);
      int same = 0;
      for (int i = 0; i < keysA.length; i++) {
        same += keysA[i] == keysB[i] ? 1 : 0;
      }
      double jaccard = common / (200.0 - common);
      double error = 5 * Math.sqrt(jaccard * (1 - jaccard) / 4096);
      assertEquals(jaccard, same / 4096.0, error);
    }
  }

  @Test
  void storedSetsComeBackFromTheFile() throws IOException {
    try (SetStore store = new SetStore(folder)) {
      long first = store.add(new long[] {1, 5, 9});
      long second = store.add(new long[] {-7, 5});
      assertEquals(0.25, store.jaccard(new long[] {5, 7}, first));
      assertEquals(1.0, store.jaccard(new long[] {-7, 5}, second));
      assertEquals(2, store.size(second));
    }
    assertFalse(Files.exists(folder.resolve(SetStore.FILE)));
  }

  private static Set<List<String>> pairs(String text) {
    List<String> words = Words.of(text);
    Set<List<String>> pairs = new HashSet<>();
    for (int i = 0; i + 2 <= words.size(); i++) {
      pairs.add(words.subList(i, i + 2));
    }
    return pairs;
  }

  private static double jaccard(Set<List<String>> a, Set<List<String>> b) {
    Set<List<String>> both = new HashSet<>(a);
    both.retainAll(b);
    return (double) both.size() / (a.size() + b.size() - both.size());
  }

  private static String words(Random random, int count) {
    return words(random, count, 5000);
  }

  private static String words(Random random, int count, int different) {
    return random
        .ints(count, 0, different)
        .mapToObj(i -> "w" + Integer.toString(i, 36))
        .collect(Collectors.joining(" "));
  }

  private Path out(String name) {
    return folder.resolve("out" + name);
  }

  private StepResult run(List<String> lines, Deduplicate.Settings settings, int threads)
      throws IOException {
    Path data = Lines.write(folder.resolve("data.jsonl"), lines);
    return new Deduplicate()
        .run(
            new Deduplicate.Config(
                List.of(data), out(String.valueOf(threads)), settings, threads, List.of()),
            RunContext.quiet());
  }
}
