package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.cli.HerderRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScoreCommandTest {
  @TempDir Path folder;

  private Path rows() throws IOException {
    return Files.writeString(
        folder.resolve("rows.jsonl"),
        """
        {"prompt":"1+1=","completion":"#### 2","answer":"2"}
        {"prompt":"1+2=","completion":"#### 5","answer":"3"}
        """);
  }

  @Test
  void aVerifierScoresAndTheResultCounts() throws IOException {
    Path out = folder.resolve("scored.jsonl");
    HerderRun run =
        HerderRun.herder(
            folder,
            "score",
            "--verifier",
            "gsm8k",
            "--data",
            rows().toString(),
            "--out",
            out.toString(),
            "--json");
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().contains("\"rows\":2,\"scored\":2"), run.out());
    assertTrue(run.out().contains("\"mean_score\":0.5"), run.out());
    assertTrue(Files.readAllLines(out).get(0).endsWith("\"score\":1.0}"));
    assertTrue(Files.exists(folder.resolve("scored.jsonl.scores.json")));
  }

  /** A pattern that never comes to an end is the failure of one answer, and is told. */
  @Test
  void aSearchThatWasCutShortIsCounted() throws IOException {
    Path data =
        Files.writeString(
            folder.resolve("rows.jsonl"),
            "{\"prompt\":\"p\",\"completion\":\"aac\"}\n{\"prompt\":\"p\",\"completion\":\""
                + "a".repeat(60)
                + "b\"}\n");
    HerderRun run =
        HerderRun.herder(
            folder,
            "score",
            "--verifier",
            "regex:(a|aa)+\\1c",
            "--data",
            data.toString(),
            "--out",
            folder.resolve("scored.jsonl").toString(),
            "--json");
    assertEquals(0, run.exit(), run.err());
    assertTrue(run.out().contains("\"scored\":2"), run.out());
    assertTrue(run.out().contains("\"cut_short\":1"), run.out());
    assertTrue(run.out().contains("\"mean_score\":0.5"), run.out());
  }

  @Test
  void oneScorerIsNeeded() throws IOException {
    String data = rows().toString();
    String out = folder.resolve("scored.jsonl").toString();
    for (String[] arguments :
        new String[][] {
          {"score", "--data", data, "--out", out},
          {"score", "--data", data, "--out", out, "--verifier", "gsm8k", "--model", "reward"},
        }) {
      HerderRun run = HerderRun.herder(folder, arguments);
      assertEquals(2, run.exit());
      assertTrue(run.err().contains("expected one of --model DIR"), run.err());
    }
  }

  @Test
  void aBadRowIsNamed() throws IOException {
    Path data = rows();
    Files.writeString(data, Files.readString(data) + "{\"prompt\":3,\"completion\":\"x\"}\n");
    HerderRun run =
        HerderRun.herder(
            folder,
            "score",
            "--verifier",
            "gsm8k",
            "--data",
            data.toString(),
            "--out",
            folder.resolve("scored.jsonl").toString());
    assertEquals(2, run.exit());
    assertTrue(run.err().contains("rows.jsonl:3"), run.err());
  }
}
