package dev.herder.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses against known values, and their derivatives against finite differences. */
final class RankingLossTest {
  private static Stream<RankingLoss> losses() {
    return Stream.of(
        new RankingLoss.RowMean(), new RankingLoss.PairMean(), new RankingLoss.PlackettLuce());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void ofTwoAnswersAllAreBradleyTerry(RankingLoss loss) {
    double[] slopes = new double[2];
    assertEquals(0.3711006659, loss.of(new double[] {1.2, 0.4}, slopes), 1e-10);
    assertEquals(-0.3100255189, slopes[0], 1e-10);
    assertEquals(0.3100255189, slopes[1], 1e-10);
    assertEquals(1, loss.weight(2));
  }

  @Test
  void ofThreeAnswersTheyDiffer() {
    double[] scores = {2, 1, 0};
    assertEquals(0.2511504620, new RankingLoss.RowMean().of(scores, new double[3]), 1e-10);
    assertEquals(3 * 0.2511504620, new RankingLoss.PairMean().of(scores, new double[3]), 1e-9);
    assertEquals(3, new RankingLoss.PairMean().weight(3));
    assertEquals(0.7208676520, new RankingLoss.PlackettLuce().of(scores, new double[3]), 1e-10);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void slopesAreFiniteDifferences(RankingLoss loss) {
    double[] scores = {0.3, -1.1, 2.5, 0.9};
    double[] slopes = new double[4];
    loss.of(scores, slopes);
    for (int i = 0; i < scores.length; i++) {
      double[] up = scores.clone();
      double[] down = scores.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double slope = (loss.of(up, new double[4]) - loss.of(down, new double[4])) / 2e-5;
      assertEquals(slope, slopes[i], 1e-8, loss.id() + " " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void farScoresStayFinite(RankingLoss loss) {
    for (double far : List.of(-1e4, 1e4)) {
      double[] slopes = new double[3];
      double value = loss.of(new double[] {far, 0, -far}, slopes);
      assertTrue(Double.isFinite(value) && value >= 0, loss.id() + " " + value);
      assertTrue(Double.isFinite(slopes[0] + slopes[1] + slopes[2]), loss.id());
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void namesFindThem(RankingLoss loss) {
    assertEquals(loss, RankingLoss.of(loss.id()));
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThrows(UserError.class, () -> RankingLoss.of("margin"));
  }
}
