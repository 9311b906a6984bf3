package dev.herder.pipelines;

import dev.herder.core.UserError;

/**
 * When a newer model takes the place of the best so far.
 *
 * @param policy what decides
 * @param level of tests and intervals, for example 0.95
 * @param capability the key of held-out rows that names the capability they test
 * @param regression what happens if a capability got significantly worse
 */
public record Gating(Policy policy, double level, String capability, Regression regression) {
  public Gating {
    if (!(level > 0 && level < 1)) {
      throw new UserError("level: " + level + " is out of range, expected between 0 and 1");
    }
  }

  /** What decides. */
  public enum Policy {
    /** The mean held-out score; of equals the newer model, which has learned more. */
    HIGHER,
    /** The mean held-out score must be higher by more than chance explains. */
    SIGNIFICANT,
    /** The newer model is always taken. */
    ALWAYS
  }

  /** What happens if a capability got worse by more than chance explains. */
  public enum Regression {
    /** Nothing. */
    IGNORE,
    /** It is told and written down. */
    WARN,
    /** The newer model is not taken. */
    REJECT,
    /** The newer model is not taken, and the run ends after the round. */
    STOP
  }
}
