package dev.herder.core.select;

import static dev.herder.core.select.ScoredAnswers.scored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  private static List<Integer> distinct(double nearDuplicates, Scored... answers) {
    return new Filter(true, true, nearDuplicates)
        .distinct(List.of(answers)).stream().map(scored -> scored.answer().sample()).toList();
  }

  @Test
  void keepsTheBestOfNearDuplicates() {
    Scored plain = scored(0, "The old dog counts ten quiet sheep.", 1);
    Scored better = scored(1, "the OLD dog counts ten quiet sheep!", 2);
    Scored longer = scored(2, "The old dog counts ten quiet sheep today", 2);
    Scored other = scored(3, "Nobody counts the sheep in winter", 0);
    assertEquals(List.of(1, 3), distinct(0.8, plain, better, longer, other));
    assertEquals(List.of(1, 2, 3), distinct(0.9, plain, better, longer, other));
    assertEquals(List.of(0, 1, 2, 3), distinct(1, plain, better, longer, other));
    assertEquals(List.of(4, 5), distinct(0.5, scored(4, "72", 1), scored(5, "73", 1)));
    assertEquals(List.of(4, 5), distinct(0.5, scored(4, "!", 1), scored(5, "?", 1)));
  }

  @Test
  void refusesALikenessThatMeansNothing() {
    assertTrue(
        ScoredAnswers.refusal(() -> new Filter(true, true, 0)).contains("near-duplicates: 0.0"));
    assertTrue(ScoredAnswers.refusal(() -> new Filter(true, true, 1.5)).contains("at most 1"));
  }
}
