package dev.herder.core.generate;

import dev.herder.core.data.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A weighted sum of scorers, for example of a reward model and a verifier.
 *
 * @param terms at least one
 */
public record WeightedScorer(List<Term> terms) implements Scorer {
  public WeightedScorer {
    terms = List.copyOf(terms);
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("no terms");
    }
  }

  /**
   * One scorer's part in the sum.
   *
   * @param weight finite; negative for a penalty
   */
  public record Term(double weight, Scorer scorer) {
    public Term {
      if (!Double.isFinite(weight)) {
        throw new IllegalArgumentException("weight " + weight + " is not finite");
      }
    }
  }

  @Override
  public List<Double> score(List<Completion> answers) {
    List<Double> sums = new ArrayList<>(Collections.nCopies(answers.size(), 0.0));
    for (Term term : terms) {
      List<Double> scores = term.scorer().score(answers);
      if (scores.size() != answers.size()) {
        throw new IllegalStateException(
            answers.size() + " answers, but " + term.scorer().id() + " gave " + scores.size());
      }
      for (int i = 0; i < sums.size(); i++) {
        sums.set(i, sums.get(i) + term.weight() * scores.get(i));
      }
    }
    return sums;
  }

  @Override
  public void require(Row.Prompt prompt) {
    terms.forEach(term -> term.scorer().require(prompt));
  }

  @Override
  public Optional<String> refusal(Completion answer) {
    return terms.stream().flatMap(term -> term.scorer().refusal(answer).stream()).findFirst();
  }

  @Override
  public long cutShort() {
    return terms.stream().mapToLong(term -> term.scorer().cutShort()).sum();
  }

  @Override
  public String id() {
    return terms.stream()
        .map(term -> term.weight() + "*" + term.scorer().id())
        .collect(Collectors.joining(" + "));
  }
}
