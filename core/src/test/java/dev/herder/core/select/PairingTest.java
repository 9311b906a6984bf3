package dev.herder.core.select;

import static dev.herder.core.select.ScoredAnswers.scored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.select.Pairing.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairingTest {
  private static final Pairing PAIRING = new Pairing.BestWorst(0.5);

  private static Verdict verdict(Scored... answers) {
    Pairing.Outcome outcome = PAIRING.pair(List.of(answers));
    assertEquals(outcome.verdict() == Verdict.PAIRED, outcome.pair() != null);
    return outcome.verdict();
  }

  @Test
  void pairsTheFirstBestWithTheFirstWorst() {
    Pairing.Pair pair =
        PAIRING
            .pair(
                List.of(
                    scored(0, "a", 0.25),
                    scored(1, "b", 2),
                    scored(2, "c", -1),
                    scored(3, "d", 2),
                    scored(4, "e", -1)))
            .pair();
    assertNotNull(pair);
    assertEquals(1, pair.chosen().answer().sample());
    assertEquals(2, pair.rejected().answer().sample());
  }

  @Test
  void saysWhyThereIsNoPair() {
    assertEquals(Verdict.TOO_FEW, verdict(scored(0, "a", 1)));
    assertEquals(Verdict.ALL_TIED, verdict(scored(0, "a", 1), scored(1, "b", 1)));
    assertEquals(Verdict.GAP_TOO_SMALL, verdict(scored(0, "a", 1), scored(1, "b", 0.5)));
    assertEquals(Verdict.EQUAL_TEXT, verdict(scored(0, "a", 1), scored(1, " a\n", 0)));
    assertEquals(Verdict.PAIRED, verdict(scored(0, "a", 1), scored(1, "b", 0.25)));
  }

  @Test
  void takesTheWorstWhoseTextDiffers() {
    Pairing.Pair pair =
        PAIRING
            .pair(
                List.of(
                    scored(0, "a", 1), scored(1, "a", -2), scored(2, "b", 0.25), scored(3, "c", 0)))
            .pair();
    assertNotNull(pair);
    assertEquals(3, pair.rejected().answer().sample());
  }

  @Test
  void noneAsksForNoPairs() {
    Pairing.Outcome outcome =
        new Pairing.None().pair(List.of(scored(0, "a", 1), scored(1, "b", 0)));
    assertEquals(Verdict.NOT_ASKED, outcome.verdict());
    assertNull(outcome.pair());
  }

  @Test
  void refusesAGapThatMeansNothing() {
    assertTrue(ScoredAnswers.refusal(() -> new Pairing.BestWorst(-1)).contains("min-gap: -1.0"));
    assertTrue(ScoredAnswers.refusal(() -> new Pairing.BestWorst(Double.NaN)).contains("NaN"));
  }

  @Test
  void passesOverAnswersThatAreNearlyTheBest() {
    Scored best = scored(0, "Six and seven are thirteen, so the answer is 13", 1);
    Scored near = scored(1, "six and seven are thirteen, so the answer is 14", 0);
    Scored other = scored(2, "No idea at all", 0.2);
    Pairing.BestWorst pairing = new Pairing.BestWorst(0, 0.7);

    Pairing.Outcome both = pairing.pair(List.of(best, near, other));
    assertEquals(new Pairing.Pair(best, other), both.pair());
    assertEquals(Pairing.Verdict.EQUAL_TEXT, pairing.pair(List.of(best, near)).verdict());
    assertEquals(
        new Pairing.Pair(best, near), new Pairing.BestWorst(0).pair(List.of(best, near)).pair());
    assertTrue(
        ScoredAnswers.refusal(() -> new Pairing.BestWorst(0, 0)).contains("near-duplicates: 0.0"));
  }
}
