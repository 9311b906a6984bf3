package dev.herder.rejectionsampling;

import static dev.herder.rejectionsampling.Answers.scored;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herder.core.generate.FinishReason;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterTest {
  private static final List<Scored> ANSWERS =
      List.of(
          scored(0, "a", 1),
          scored(1, " a ", 3, FinishReason.LENGTH),
          scored(2, " a ", 2),
          scored(3, " \n", 4),
          scored(4, "", 5),
          scored(5, "b", 0),
          scored(6, "b", 0),
          scored(7, "b", 0));

  private static List<Integer> samples(Filter.Outcome outcome) {
    return outcome.eligible().stream().map(scored -> scored.answer().sample()).toList();
  }

  @Test
  void countsEachDroppedAnswerOnce() {
    Filter.Outcome outcome = new Filter(true, true).apply(ANSWERS);
    assertEquals(List.of(0, 5), samples(outcome));
    assertEquals(1, outcome.truncated());
    assertEquals(2, outcome.blank());
    assertEquals(3, outcome.duplicates());
  }

  @Test
  void dropsOnlyBlankOnesWhenAskedForNothing() {
    Filter.Outcome outcome = new Filter(false, false).apply(ANSWERS);
    assertEquals(List.of(0, 1, 2, 5, 6, 7), samples(outcome));
    assertEquals(0, outcome.truncated() + outcome.duplicates());
    assertEquals(2, outcome.blank());
  }
}
