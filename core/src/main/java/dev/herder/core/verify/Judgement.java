package dev.herder.core.verify;

import java.util.List;

/**
 * A score and why it is not higher.
 *
 * @param score higher is better; finite
 * @param reasons what the answer lacks, for people; empty where nothing is missing or the rule
 *     tells no more than the score
 */
public record Judgement(double score, List<String> reasons) {
  public Judgement {
    reasons = List.copyOf(reasons);
  }
}
