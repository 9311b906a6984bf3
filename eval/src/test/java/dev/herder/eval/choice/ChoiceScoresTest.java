package dev.herder.eval.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceScoresTest {
  /** Each way of comparing picks another choice. */
  private final ChoiceScores scores =
      ChoiceScores.of(
          List.of(" ab", " a longer one", " äöüäöüäö"),
          List.of(-3.0, -4.2, -6.4),
          List.of(1, 2, 8));

  @Test
  void eachNormalisationPicksItsOwn() {
    assertEquals(List.of(2, 12, 16), scores.bytes());
    assertEquals(0, scores.best(Normalisation.NONE));
    assertEquals(1, scores.best(Normalisation.BYTES));
    assertEquals(2, scores.best(Normalisation.TOKENS));
    assertEquals(-0.35, scores.score(1, Normalisation.BYTES), 1e-12);
    assertEquals(-2.1, scores.score(1, Normalisation.TOKENS), 1e-12);
  }

  @Test
  void theFirstOfEqualOnesIsBest() {
    ChoiceScores equal = new ChoiceScores(List.of(-2.0, -2.0), List.of(1, 1), List.of(1, 1));
    assertEquals(0, equal.best(Normalisation.NONE));
    assertEquals(0.5, equal.probability(1), 1e-15);
  }

  @Test
  void probabilitiesAreOfTheChoicesAlone() {
    ChoiceScores far = new ChoiceScores(List.of(-1001.0, -1000.0), List.of(1, 1), List.of(1, 1));
    assertEquals(1 / (1 + Math.exp(-1)), far.probability(1), 1e-12);
    assertEquals(1, far.probability(0) + far.probability(1), 1e-12);
  }
}
