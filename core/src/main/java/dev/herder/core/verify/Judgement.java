package dev.herder.core.verify;

import java.util.List;

/**
 * A score and why it is not higher.
 *
 * @param score higher is better; finite
 * @param reasons what the answer lacks, for people; empty where nothing is missing or the rule
 *     tells no more than the score
 * @param cutShort whether the check was ended before it could tell, so that the answer counts as a
 *     failure: a search that backtracks too much, a program that runs too long
 */
public record Judgement(double score, List<String> reasons, boolean cutShort) {
  public Judgement {
    reasons = List.copyOf(reasons);
  }

  /** Of a check that came to its end. */
  public Judgement(double score, List<String> reasons) {
    this(score, reasons, false);
  }
}
