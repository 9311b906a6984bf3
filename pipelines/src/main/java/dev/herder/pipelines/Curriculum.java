package dev.herder.pipelines;

import dev.herder.core.UserError;

/**
 * Which prompts a round asks, by the pass rates of earlier rounds.
 *
 * @param perRound the most prompts of one round, those asked least often first; 0: all
 * @param minPassRate prompts whose answers passed less often when last asked are left out
 * @param maxPassRate prompts whose answers passed more often when last asked are left out
 */
public record Curriculum(int perRound, double minPassRate, double maxPassRate) {
  public Curriculum {
    if (perRound < 0) {
      throw new UserError("perRound: " + perRound + " is negative, expected 0 (all) or more");
    }
    if (!(minPassRate >= 0 && minPassRate <= 1)) {
      throw new UserError("minPassRate: " + minPassRate + " is out of range, expected 0 to 1");
    }
    if (!(maxPassRate >= minPassRate && maxPassRate <= 1)) {
      throw new UserError(
          "maxPassRate: " + maxPassRate + " is out of range, expected min-pass-rate to 1");
    }
  }

  /** Whether every round asks every prompt. */
  boolean everything() {
    return perRound == 0 && minPassRate == 0 && maxPassRate == 1;
  }

  /** Whether a prompt of this pass rate is asked again. */
  boolean wants(double passRate) {
    return passRate >= minPassRate && passRate <= maxPassRate;
  }
}
