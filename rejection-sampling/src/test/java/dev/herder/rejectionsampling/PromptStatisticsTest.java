package dev.herder.rejectionsampling;

import static dev.herder.rejectionsampling.Answers.scored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.herder.core.data.Row;
import dev.herder.core.select.Scored;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptStatisticsTest {
  @Test
  void tellsPassRateAndSpread() {
    List<Scored> answers = List.of(scored(0, "a", 0), scored(1, "b", 3), scored(2, "c", 1.5));
    PromptStatistics statistics = PromptStatistics.of(answers, 1.5);
    assertEquals(new PromptStatistics(2.0 / 3, 1.5, 3, 0, 1.5), statistics);
    CandidateReader.Group group =
        new CandidateReader.Group(answers.get(0).answer().prompt(), answers, 0);
    Map<String, Object> row = PromptStatistics.row(group, 1.5, 1);
    assertEquals(3.0, row.get("score_best"));
    assertFalse(row.containsKey("unscored"));
    assertEquals("x", row.get("answer"));
    assertEquals(3, row.get("samples"));
    assertEquals(1, row.get("kept"));
    assertEquals(0.0, PromptStatistics.of(List.of(scored(0, "a", 7)), 1).spread());
  }

  @Test
  void aPromptWhoseAnswersHaveNoScoreHasNoFigures() {
    Row.Prompt prompt = scored(0, "a", 0).answer().prompt();
    Map<String, Object> row =
        PromptStatistics.row(new CandidateReader.Group(prompt, List.of(), 4), 1.5, 0);
    assertEquals(4, row.get("samples"));
    assertEquals(4, row.get("unscored"));
    assertFalse(row.containsKey("score_mean"));
  }
}
