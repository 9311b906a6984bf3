package dev.herder.reward;

import dev.herder.core.data.PreferenceStrength;
import java.util.Optional;

/**
 * A ranking and the scores that a model gave its answers.
 *
 * <p>Arrays are not copied.
 */
final class Judged {
  private final Ranking ranking;
  private final Optional<PreferenceStrength> strength;
  private final double[] scores;

  /**
   * A judged ranking.
   *
   * @param strength as the row gives it
   * @param scores best answer first, as many as the ranking has answers
   */
  Judged(Ranking ranking, Optional<PreferenceStrength> strength, double[] scores) {
    if (scores.length != ranking.size()) {
      throw new IllegalArgumentException(scores.length + " scores of " + ranking.size());
    }
    this.ranking = ranking;
    this.strength = strength;
    this.scores = scores;
  }

  Ranking ranking() {
    return ranking;
  }

  Optional<PreferenceStrength> strength() {
    return strength;
  }

  double[] scores() {
    return scores;
  }
}
