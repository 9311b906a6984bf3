package dev.herder.dpo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.UserError;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden numbers computed in float64 from the papers' formulas. */
final class PreferenceLossTest {
  private static final PairLogProbs PAIR = new PairLogProbs(-12, -15, -13, -14, 8, 10);

  @Test
  void sigmoid() {
    PreferenceLoss.Value value = new PreferenceLoss.Sigmoid(0.1).of(PAIR);
    assertEquals(0.5981388694, value.loss(), 1e-10);
    assertEquals(-0.0450166003, value.chosen(), 1e-10);
    assertEquals(0.0450166003, value.rejected(), 1e-10);
  }

  @Test
  void hinge() {
    assertEquals(0.8, new PreferenceLoss.Hinge(0.1).of(PAIR).loss(), 1e-12);
  }

  @Test
  void ipoAveragesByToken() {
    assertEquals(22.800625, new PreferenceLoss.Ipo(0.1).of(PAIR).loss(), 1e-9);
  }

  @Test
  void startsAtLogTwo() {
    PairLogProbs equal = new PairLogProbs(-3, -9, -3, -9, 2, 5);
    assertEquals(Math.log(2), new PreferenceLoss.Sigmoid(0.3).of(equal).loss(), 1e-15);
  }

  static Stream<PreferenceLoss> losses() {
    return Stream.of(
        new PreferenceLoss.Sigmoid(0.3),
        new PreferenceLoss.Hinge(0.2),
        new PreferenceLoss.Ipo(0.4));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void derivativesEqualFiniteDifferences(PreferenceLoss loss) {
    double h = 1e-6;
    PreferenceLoss.Value value = loss.of(PAIR);
    double chosen =
        loss.of(new PairLogProbs(-12 + h, -15, -13, -14, 8, 10)).loss()
            - loss.of(new PairLogProbs(-12 - h, -15, -13, -14, 8, 10)).loss();
    double rejected =
        loss.of(new PairLogProbs(-12, -15 + h, -13, -14, 8, 10)).loss()
            - loss.of(new PairLogProbs(-12, -15 - h, -13, -14, 8, 10)).loss();
    assertEquals(chosen / (2 * h), value.chosen(), 1e-7);
    assertEquals(rejected / (2 * h), value.rejected(), 1e-7);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThrows(UserError.class, () -> PreferenceLoss.of("sigmoidal", 0.1));
    assertThrows(UserError.class, () -> PreferenceLoss.of("sigmoid", 0));
  }
}
