package dev.herder.dataquality.duplicates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.UserError;
import dev.herder.core.generate.Embedder;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.rows.Lines;
import dev.herder.dataquality.rows.Step;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemanticDeduplicateTest {
  private static final int WIDTH = 16;

  @TempDir Path folder;

  /** Places {@code group 7, way 2} near all other ways of group 7. */
  private static final class Fake implements Embedder {
    @Override
    public List<float[]> embed(List<String> texts) {
      return texts.stream().map(Fake::vector).toList();
    }

    static float[] vector(String text) {
      String[] numbers = text.replaceAll("[^0-9]+", " ").strip().split(" ", -1);
      Random group = new Random(Long.parseLong(numbers[0]));
      Random way = new Random(1000 + Long.parseLong(numbers[1]));
      float[] vector = new float[WIDTH];
      for (int i = 0; i < WIDTH; i++) {
        vector[i] = (float) (3 * group.nextGaussian() + 0.2 * way.nextGaussian());
      }
      return vector;
    }

    @Override
    public String id() {
      return "fake";
    }
  }

  @Test
  void paraphrasesCollapseToTheBestOfThem() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int best = i % 40 == 3 ? 3 : 1;
      lines.add(
          row(
              i / 5,
              i % 5,
              "\"quality\": " + (i % 5 == i / 5 % 5 ? 3 : best) + ", \"difficulty\": 2"));
    }

    StepResult result =
        run(new Fake(), new SemanticDeduplicate.Settings(0.9, 1, "quality", "difficulty"), lines);

    List<JsonNode> kept = Lines.read(folder.resolve("out").resolve(Step.KEPT));
    Set<Integer> groups =
        kept.stream().map(row -> row.get("group").asInt()).collect(Collectors.toSet());
    assertEquals(40, groups.size());
    assertTrue(kept.stream().allMatch(row -> row.get("quality").asInt() == 3));
    for (int i = 0; i < kept.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertTrue(cosine(kept.get(i), kept.get(j)) < 0.9);
      }
    }
    assertEquals(40, result.kept());
    assertEquals(200, result.read());
  }

  /** With a cluster for each row none would be compared; with more, memory would end. */
  @Test
  void moreClustersThanRowsAreRefused() {
    List<String> lines = List.of(row(0, 0, "\"quality\": 1"), row(0, 1, "\"quality\": 1"));
    SemanticDeduplicate.Settings settings =
        new SemanticDeduplicate.Settings(0.9, 2_000_000_000, "quality", "difficulty");
    UserError error = assertThrows(UserError.class, () -> run(new Fake(), settings, lines));
    assertTrue(
        String.valueOf(error.getMessage())
            .startsWith("clusters: 2000000000 is more than the 2 rows"),
        error.getMessage());
  }

  @Test
  void clustersAreComparedWithin() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add(row(i / 3, i % 3, "\"quality\": 1"));
    }
    SemanticDeduplicate.Settings settings =
        new SemanticDeduplicate.Settings(0.9, 4, "quality", "difficulty");
    StepResult result = run(new Fake(), settings, lines);
    assertEquals(20, result.kept());
    assertTrue(Objects.requireNonNull(result.figures().get("clusters")) > 1);
  }

  @Test
  void vectorsThatWereKeptAreNotComputedAgain() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lines.add(row(i / 2, i % 2, "\"quality\": 1"));
    }
    Counting whole = new Counting(Integer.MAX_VALUE);
    StepResult first = keeping(whole, 0.9, "whole", lines);
    assertEquals(50, first.kept());
    assertEquals(100, whole.asked);

    assertThrows(
        CancellationException.class, () -> new Counting(0).embed(List.of("group 1, way 1")));
    Counting stopped = new Counting(70);
    assertFalse(keeping(stopped, 0.9, "parts", lines).complete());
    assertEquals(64, stopped.asked);
    Path vectors = folder.resolve("parts").resolve(KeptVectors.FILE);
    try (RandomAccessFile file = new RandomAccessFile(vectors.toFile(), "rw")) {
      // The second window is torn, as a kill or a broken disk leaves it.
      file.setLength(file.length() - 3);
    }
    Counting rest = new Counting(Integer.MAX_VALUE);
    keeping(rest, 0.9, "parts", lines);
    assertEquals(68, rest.asked);
    for (String name : List.of(KeptVectors.FILE, Step.KEPT, Step.DROPPED, Step.SUMMARY)) {
      Path one = folder.resolve("whole").resolve(name);
      assertEquals(-1, Files.mismatch(one, folder.resolve("parts").resolve(name)), name);
    }

    Counting other = new Counting(Integer.MAX_VALUE);
    assertEquals(100, keeping(other, 1, "parts", lines).kept());
    assertEquals(0, other.asked);
    List<String> fewer = new ArrayList<>(lines.subList(0, 40));
    assertEquals(20, keeping(other, 0.9, "parts", fewer).kept());
    assertEquals(8, other.asked);
  }

  @Test
  void damagedOrForeignVectorsAreNotTaken() throws IOException {
    List<String> lines = List.of(row(1, 1, "\"a\": 1"), row(2, 1, "\"a\": 1"));
    keeping(new Counting(Integer.MAX_VALUE), 0.9, "out", lines);
    Path vectors = folder.resolve("out").resolve(KeptVectors.FILE);
    byte[] bytes = Files.readAllBytes(vectors);
    for (int at = 0; at < bytes.length; at += 7) {
      byte[] changed = bytes.clone();
      changed[at] ^= 64;
      Files.write(vectors, changed);
      Counting again = new Counting(Integer.MAX_VALUE);
      keeping(again, at % 2 == 0 ? 0.8 : 0.7, "out", lines);
      assertEquals(2, again.asked, "byte " + at);
      assertEquals(-1, Arrays.mismatch(bytes, Files.readAllBytes(vectors)));
    }
  }

  /** Zeros are at a right angle to everything: nothing would be like anything. */
  @Test
  void vectorsWithoutADirectionAreRefusedByTheirRowsAndNotKept() throws IOException {
    List<String> lines =
        List.of(
            row(1, 1, "\"a\": 1"),
            "{",
            row(2, 1, "\"a\": 1"),
            row(2, 2, "\"a\": 1"),
            row(3, 1, "\"a\": 1"));
    float[] broken = {0, Float.NaN, 1};
    Embedder faulty = fixed(List.of(new float[] {1, 0, 0}, new float[3], broken, new float[3]));

    UserError error = assertThrows(UserError.class, () -> keeping(faulty, 0.9, "out", lines));

    String data = folder.resolve("data.jsonl").toString();
    assertEquals(
        """
        3 problems in the data:
        DATA:3: the vector of this row is 3 zeros, EXPECTED
        DATA:4: the vector of this row has NaN at place 1, EXPECTED
        DATA:5: the vector of this row is 3 zeros, EXPECTED"""
            .replace("DATA", data)
            .replace(
                "EXPECTED",
                "expected finite numbers that are not all 0; check what makes the vectors, or"
                    + " leave the row out"),
        error.getMessage());
    Embedder mended =
        fixed(
            List.of(
                new float[] {1, 0, 0},
                new float[] {0, 1, 0},
                new float[] {0, 1, 0},
                new float[] {0, 0, 1}));
    assertEquals(3, keeping(mended, 0.9, "out", lines).kept());
  }

  @Test
  void aTextThatSaysNothingMayHaveZeros() throws IOException {
    List<String> lines = List.of(row(1, 1, "\"a\": 1"), "{\"text\": \" \"}");
    Embedder embedder = fixed(List.of(new float[] {1, 0}, new float[2]));

    assertEquals(2, keeping(embedder, 0.9, "out", lines).kept());
  }

  private static Embedder fixed(List<float[]> vectors) {
    return new Embedder() {
      @Override
      public List<float[]> embed(List<String> texts) {
        return vectors.subList(0, texts.size());
      }

      @Override
      public String id() {
        return "fixed";
      }
    };
  }

  /** Counts what it is asked, and behaves like a model that is stopped. */
  private static final class Counting implements Embedder {
    private final Fake fake = new Fake();
    private final int most;
    private int asked;

    Counting(int most) {
      this.most = most;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
      if (asked + texts.size() > most) {
        throw new CancellationException("stop requested");
      }
      asked += texts.size();
      return fake.embed(texts);
    }

    @Override
    public String id() {
      return "fake";
    }
  }

  private StepResult keeping(Embedder embedder, double threshold, String out, List<String> lines)
      throws IOException {
    Path data = Lines.write(folder.resolve("data.jsonl"), lines);
    SemanticDeduplicate.Settings settings =
        new SemanticDeduplicate.Settings(threshold, 1, "quality", "difficulty");
    return new SemanticDeduplicate(embedder, true)
        .run(
            new SemanticDeduplicate.Config(List.of(data), folder.resolve(out), settings, List.of()),
            RunContext.quiet());
  }

  @Test
  void vectorsMayComeFromAFile() throws IOException {
    Path vectors =
        Files.write(
            folder.resolve("v.jsonl"),
            List.of(
                "{\"embedding\": [1, 0]}", "{\"embedding\": [0, 2]}", "{\"embedding\": [3, 0.1]}"));
    List<String> lines =
        List.of(row(1, 1, "\"a\": 1"), "{", row(2, 1, "\"a\": 1"), row(3, 1, "\"a\": 1"));
    try (VectorFile file = new VectorFile(vectors)) {
      run(file, SemanticDeduplicate.Settings.defaults(), lines);
    }
    assertEquals(Set.of(2L, 4L), Lines.rules(folder.resolve("out")).keySet());
    List<String> more = new ArrayList<>(lines);
    more.add(row(4, 1, "\"a\": 1"));
    try (VectorFile file = new VectorFile(vectors)) {
      UserError error =
          assertThrows(
              UserError.class, () -> run(file, SemanticDeduplicate.Settings.defaults(), more));
      assertTrue(
          Objects.requireNonNull(error.getMessage()).contains("has 3 vectors"), error.getMessage());
    }
  }

  private static double cosine(JsonNode a, JsonNode b) {
    return Clusters.dot(
        Clusters.unit(Fake.vector(a.get("text").asText())),
        Clusters.unit(Fake.vector(b.get("text").asText())));
  }

  private static String row(int group, int way, String more) {
    return "{\"text\": \"group "
        + group
        + ", way "
        + way
        + "\", \"group\": "
        + group
        + ", "
        + more
        + "}";
  }

  private StepResult run(
      Embedder embedder, SemanticDeduplicate.Settings settings, List<String> lines)
      throws IOException {
    Path data = Lines.write(folder.resolve("data.jsonl"), lines);
    return new SemanticDeduplicate(embedder)
        .run(
            new SemanticDeduplicate.Config(
                List.of(data), folder.resolve("out"), settings, List.of()),
            RunContext.quiet());
  }
}
