package dev.herder.rejectionsampling;

import static dev.herder.rejectionsampling.Answers.scored;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
    Map<String, Object> row = statistics.row(answers, 1);
    assertEquals("x", row.get("answer"));
    assertEquals(3, row.get("samples"));
    assertEquals(1, row.get("kept"));
    assertEquals(0.0, PromptStatistics.of(List.of(scored(0, "a", 7)), 1).spread());
  }
}
