package dev.herder.eval.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.eval.stats.McNemar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardComparisonTest {
  @TempDir Path folder;

  private ScoreSample sample(String name, int n, double shift, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < n; i++) {
      double score = 0;
      for (int j = 0; j < 12; j++) {
        score += random.nextDouble();
      }
      rows.append(
          String.format(
              Locale.ROOT,
              "{\"prompt\": \"p%d\", \"sample\": 0, \"completion\": \"c\", \"score\": %.6f}%n",
              i,
              score - 6 + shift));
    }
    Path file = folder.resolve(name + ".jsonl");
    Files.writeString(file, rows);
    return ScoreSample.read(file);
  }

  @Test
  void whatIsAlikeIsAccepted() throws IOException {
    RewardComparison comparison =
        RewardComparison.of(
            sample("a", 300, 0, 1), sample("b", 300, 0, 2), RewardComparison.Rule.usual());

    assertFalse(comparison.different(), comparison.verdict());
    assertTrue(comparison.verdict().startsWith("alike: distance 0.0"), comparison.verdict());
    assertTrue(comparison.paired().orElseThrow().p() > 0.05);
  }

  @Test
  void aShiftIsToldApartWhereVerdictsAreTheSame() throws IOException {
    ScoreSample first = sample("a", 300, 0, 1);
    ScoreSample second = sample("b", 300, -0.6, 2);

    RewardComparison comparison = RewardComparison.of(first, second, RewardComparison.Rule.usual());

    assertTrue(comparison.different(), comparison.verdict());
    assertEquals(-0.6, comparison.effect(), 0.25);
    assertEquals(-0.6, comparison.paired().orElseThrow().difference(), 0.25);
    comparison.write(folder.resolve("out"));
    assertTrue(Files.readString(folder.resolve("out/report.html")).contains("DIFFERENT"));
    assertTrue(
        Files.readString(folder.resolve("out/rewards.json")).contains("\"different\" : true"));
    assertTrue(comparison.text().contains("On the same prompts the second scores -0."));
    // Neither model answers anything right: accuracy has nothing to tell.
    assertEquals(1, new McNemar(0, 0).p());
  }

  @Test
  void certainButTinyDifferencesAreAccepted() throws IOException {
    RewardComparison comparison =
        RewardComparison.of(
            sample("a", 3000, 0, 1),
            sample("b", 3000, -0.2, 2),
            new RewardComparison.Rule(0.05, 0.2));

    assertTrue(comparison.test().p() < 0.05);
    assertFalse(comparison.different(), comparison.verdict());
  }

  @Test
  void rowsWithoutScoresAreRefused() throws IOException {
    Path file = folder.resolve("plain.jsonl");
    Files.writeString(file, "{\"prompt\": \"p\", \"completion\": \"c\"}\n");

    UserError error = assertThrows(UserError.class, () -> ScoreSample.read(file));

    assertTrue(String.valueOf(error.getMessage()).contains("plain.jsonl:1: key 'score'"));
    ScoreSample one = sample("one", 1, 0, 1);
    assertThrows(
        UserError.class, () -> RewardComparison.of(one, one, RewardComparison.Rule.usual()));
    assertThrows(UserError.class, () -> new RewardComparison.Rule(0, 0.1));
  }

  private Path logProbs(String name, String... rows) throws IOException {
    return Files.writeString(folder.resolve(name + ".lp"), String.join("\n", rows) + "\n");
  }

  @Test
  void aWorsePerplexityCountsWhereRewardsAreAlike() throws IOException {
    RewardComparison alike =
        RewardComparison.of(
            sample("a", 300, 0, 1), sample("b", 300, 0, 2), RewardComparison.Rule.usual());
    Path first =
        logProbs("first", "{\"sum\": -20.0, \"tokens\": 10}", "{\"sum\": -40, \"tokens\": 20}");
    Path near =
        logProbs("near", "{\"sum\": -20.3, \"tokens\": 10}", "{\"sum\": -40, \"tokens\": 20}");
    Path far = logProbs("far", "{\"sum\": -21, \"tokens\": 10}", "{\"sum\": -40, \"tokens\": 20}");

    RewardComparison accepted = alike.with(PerplexityRatio.read(first, near));
    RewardComparison refused = alike.with(PerplexityRatio.read(first, far));

    assertFalse(accepted.different(), accepted.text());
    assertEquals(Math.exp(0.01), accepted.json().path("perplexity").path("ratio").asDouble(), 1e-9);
    assertTrue(refused.different(), refused.text());
    assertTrue(refused.text().contains("alike: distance"), refused.text());
    assertTrue(refused.text().contains("DIFFERENT: perplexity 7.6"), refused.text());
    refused.write(folder.resolve("report"));
    String html = Files.readString(folder.resolve("report/report.html"));
    assertTrue(html.contains("DIFFERENT: perplexity"), "the report tells it");
  }

  @Test
  void perplexitiesOfOtherRowsAreRefused() throws IOException {
    Path first = logProbs("first", "{\"sum\": -20.0, \"tokens\": 10}");
    Path more = logProbs("more", "{\"sum\": -2, \"tokens\": 10}", "{\"sum\": -4, \"tokens\": 2}");
    Path longer = logProbs("longer", "{\"sum\": -2, \"tokens\": 11}");
    Path pair = logProbs("pair", "{\"chosen\": {\"sum\": -2, \"tokens\": 10}}");

    for (Path other : new Path[] {more, longer, pair}) {
      assertThrows(UserError.class, () -> PerplexityRatio.read(first, other), other.toString());
    }
  }
}
