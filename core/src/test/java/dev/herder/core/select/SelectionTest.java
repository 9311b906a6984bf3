package dev.herder.core.select;

import static dev.herder.core.select.ScoredAnswers.scored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final List<Scored> ANSWERS =
      List.of(scored(2, "c", 0.5), scored(0, "a", 0.25), scored(1, "b", 0.5), scored(3, "d", -1));

  private static List<Integer> kept(Selection selection) {
    return selection.keep(ANSWERS).stream().map(scored -> scored.answer().sample()).toList();
  }

  @Test
  void bestBreaksTiesByTheEarlierSample() {
    assertEquals(List.of(1), kept(new Selection.Best()));
    assertEquals(List.of(), new Selection.Best().keep(List.of()));
  }

  @Test
  void thresholdMustBeReached() {
    assertEquals(List.of(1), kept(new Selection.BestAboveThreshold(0.5)));
    assertEquals(List.of(), kept(new Selection.BestAboveThreshold(0.51)));
  }

  @Test
  void topKeepsTheBestFirst() {
    assertEquals(List.of(1, 2, 0), kept(new Selection.TopM(3)));
    assertEquals(List.of(1, 2, 0, 3), kept(new Selection.TopM(9)));
  }

  @Test
  void lengthCostsScore() {
    // Tokens are 3 + sample: 5, 3, 4 and 6.
    assertEquals(List.of(1), kept(new Selection.BestPenalised(0)));
    assertEquals(List.of(1), kept(new Selection.BestPenalised(10)));
    assertEquals(List.of(0), kept(new Selection.BestPenalised(26)));
    assertEquals(0.25, new Selection.BestPenalised(26).keep(ANSWERS).get(0).score());
  }

  @Test
  void readsWhatItWrites() {
    for (Selection selection :
        List.of(
            new Selection.Best(),
            new Selection.BestAboveThreshold(-0.125),
            new Selection.TopM(4),
            new Selection.BestPenalised(0.25))) {
      assertEquals(selection, Selection.parse(selection.spec()));
    }
  }

  @Test
  void refusesWhatMeansNothing() {
    assertTrue(
        ScoredAnswers.refusal(() -> Selection.parse("worst")).contains("'worst' is no selection"));
    assertTrue(ScoredAnswers.refusal(() -> Selection.parse("top:0")).contains("at least top:1"));
    assertTrue(
        ScoredAnswers.refusal(() -> Selection.parse("top:two")).contains("'two' is not a number"));
    assertTrue(
        ScoredAnswers.refusal(() -> Selection.parse("best-penalised:-1"))
            .contains("expected 0 or more"));
    assertTrue(
        ScoredAnswers.refusal(() -> Selection.parse("best-above:NaN")).contains("not a finite"));
  }
}
