package dev.herder.eval.choice;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a model says of each choice of a question.
 *
 * @param sums log-probability of each continuation in nats
 * @param tokens tokens of each
 * @param bytes bytes of each without leading and trailing white space
 */
public record ChoiceScores(List<Double> sums, List<Integer> tokens, List<Integer> bytes) {
  public ChoiceScores {
    sums = List.copyOf(sums);
    tokens = List.copyOf(tokens);
    bytes = List.copyOf(bytes);
    if (sums.isEmpty() || sums.size() != tokens.size() || sums.size() != bytes.size()) {
      throw new IllegalArgumentException(sums + ", " + tokens + ", " + bytes);
    }
  }

  /** Scores of continuations. */
  public static ChoiceScores of(List<String> texts, List<Double> sums, List<Integer> tokens) {
    return new ChoiceScores(
        sums,
        tokens,
        texts.stream().map(each -> each.strip().getBytes(StandardCharsets.UTF_8).length).toList());
  }

  /** The best choice; the first of equal ones. */
  public int best(Normalisation by) {
    int best = 0;
    for (int i = 1; i < sums.size(); i++) {
      if (score(i, by) > score(best, by)) {
        best = i;
      }
    }
    return best;
  }

  /** The score of a choice that is compared. */
  public double score(int choice, Normalisation by) {
    return switch (by) {
      case NONE -> sums.get(choice);
      case BYTES -> sums.get(choice) / Math.max(1, bytes.get(choice));
      case TOKENS -> sums.get(choice) / Math.max(1, tokens.get(choice));
    };
  }

  /** The probability of a choice among the choices, by their sums alone. */
  public double probability(int choice) {
    double most = sums.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    double all = sums.stream().mapToDouble(each -> Math.exp(each - most)).sum();
    return Math.exp(sums.get(choice) - most) / all;
  }
}
