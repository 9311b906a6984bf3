package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void knowsNothingAtFirst() {
    assertEquals(Double.NaN, new Pace().secondsFor(3));
  }

  @Test
  void startsAsAMeanAndFollowsAChange() {
    Pace pace = new Pace();
    pace.add(1, 2);
    assertEquals(20, pace.secondsFor(10), 1e-12);
    for (int i = 0; i < 400; i++) {
      pace.add(1, 2);
    }
    // After 20 steps at a new pace, half of the weight lies on it.
    pace.add(20, 20 * 4);
    assertEquals(3, pace.secondsFor(1), 1e-4);
  }

  @Test
  void stepsTogetherCountLikeStepsApart() {
    Pace together = new Pace();
    Pace apart = new Pace();
    together.add(3, 6);
    together.add(2, 10);
    for (int i = 0; i < 3; i++) {
      apart.add(1, 2);
    }
    apart.add(1, 5);
    apart.add(1, 5);
    assertEquals(apart.secondsFor(7), together.secondsFor(7), 1e-12);
  }

  @Test
  void aClockThatStepsBackCostsNothing() {
    Pace pace = new Pace();
    pace.add(1, -5);
    pace.add(0, 100);
    assertEquals(0, pace.secondsFor(4));
  }
}
