package dev.herder.rejectionsampling;

import dev.herder.core.generate.Completion;

/**
 * A sampled answer and what the scorer gave it.
 *
 * @param score higher is better; finite
 */
public record Scored(Completion answer, double score) {
  public Scored {
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("score " + score + " is not finite");
    }
  }

  /** The answer as it counts when answers are compared: without white space at its ends. */
  String comparable() {
    return answer.text().strip();
  }
}
