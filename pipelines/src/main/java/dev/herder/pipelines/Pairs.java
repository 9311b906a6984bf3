package dev.herder.pipelines;

import dev.herder.core.UserError;
import dev.herder.core.data.PreferenceStrength;
import java.util.List;

/**
 * Which preferences DPO and reward modelling read.
 *
 * @param maxAge DPO reads the batches of so many latest rounds; 0: of all rounds
 * @param minStrength rows with a weaker {@code strength} are left out; rows without one are used
 * @param strengthGaps three rising gaps between the scores of a round's own pairs, from which they
 *     are slightly better, better and significantly better; empty: they get no strength
 */
public record Pairs(int maxAge, String minStrength, List<Double> strengthGaps) {
  private static final int GAPS = 3;

  public Pairs {
    strengthGaps = List.copyOf(strengthGaps);
    if (maxAge < 0) {
      throw new UserError("maxAge: " + maxAge + " is negative, expected 0 (all) or more");
    }
    try {
      minStrength = PreferenceStrength.of(minStrength).id();
    } catch (UserError e) {
      throw new UserError("minStrength: " + e.getMessage(), e);
    }
    boolean rising = strengthGaps.stream().sorted().distinct().toList().equals(strengthGaps);
    if (!strengthGaps.isEmpty() && (strengthGaps.size() != GAPS || !rising)) {
      throw new UserError(
          "strengthGaps: " + strengthGaps + ", expected three rising numbers, or an empty list");
    }
  }

  /** The strength of a pair by the gap between its scores. */
  PreferenceStrength strength(double gap) {
    if (gap < strengthGaps.get(0)) {
      return PreferenceStrength.MARGINALLY_BETTER;
    } else if (gap < strengthGaps.get(1)) {
      return PreferenceStrength.SLIGHTLY_BETTER;
    }
    return gap < strengthGaps.get(2)
        ? PreferenceStrength.BETTER
        : PreferenceStrength.SIGNIFICANTLY_BETTER;
  }
}
