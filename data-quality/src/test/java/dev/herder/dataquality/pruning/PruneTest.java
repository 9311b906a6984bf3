package dev.herder.dataquality.pruning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.rows.Lines;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneTest {
  @TempDir Path folder;

  @Test
  void topQuartileOrTheJudgesMaximumIsKept() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // Points of 3 for every tenth row, whatever its score.
      lines.add(row(i, "\"score\": " + i * 0.5 + ", \"quality\": " + (i % 10 == 0 ? 3 : 2)));
    }
    lines.add(row(40, "\"quality\": 3"));
    lines.add(row(41, "\"quality\": 1"));
    lines.add(row(42, "\"other\": 1"));
    lines.add("{}");

    StepResult result = prune(Prune.Settings.defaults(), lines);

    // By score rows 30 to 39; by judge 0, 10, 20, 30, 40.
    assertEquals(14, result.kept());
    assertEquals(Map.of(Prune.LOW, 28L, Prune.UNLABELLED, 1L, "unreadable", 1L), result.dropped());
    assertEquals(9, result.figures().get("kept by score alone"));
    assertEquals(4, result.figures().get("kept by judge alone"));
    assertEquals(1, result.figures().get("kept by both"));
    assertEquals(15.0, result.figures().get("least score of the top"));
  }

  @Test
  void easyRowsMayBeLeftOut() throws IOException {
    List<String> lines =
        List.of(
            row(1, "\"quality\": 3, \"difficulty\": 1"),
            row(2, "\"quality\": 3, \"difficulty\": 2"),
            row(3, "\"quality\": 3"));
    Prune.Settings settings = new Prune.Settings("score", 0.25, "quality", 3, "difficulty", 2);
    StepResult result = prune(settings, lines);
    assertEquals(2, result.kept());
    assertEquals(Map.of(Prune.EASY, 1L), result.dropped());
  }

  @Test
  void refusesRowsThatNobodyScored() {
    assertThrows(
        UserError.class, () -> prune(Prune.Settings.defaults(), List.of(row(1, "\"a\": 1"))));
  }

  private static String row(int i, String more) {
    return "{\"text\": \"t" + i + "\", " + more + "}";
  }

  private StepResult prune(Prune.Settings settings, List<String> lines) throws IOException {
    Path data = Lines.write(folder.resolve("data.jsonl"), lines);
    return new Prune()
        .run(
            new Prune.Config(List.of(data), folder.resolve("out"), settings, List.of()),
            RunContext.quiet());
  }
}
