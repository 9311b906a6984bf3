package dev.herder.core.generate;

/**
 * How probable a text is.
 *
 * @param sum the sum of its tokens' log-probabilities, natural logarithm
 * @param tokens how many tokens were summed, at least 0
 */
public record Likelihood(double sum, int tokens) {
  /** The mean log-probability of a token; NaN if there is none. */
  public double mean() {
    return sum / tokens;
  }
}
