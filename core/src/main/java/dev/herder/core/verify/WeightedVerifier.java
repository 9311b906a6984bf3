package dev.herder.core.verify;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A weighted sum of verifiers: {@code 0.8*gsm8k + 0.2*length:200}.
 *
 * <p>Scores from 0 to 1 and weights that sum to 1 give scores from 0 to 1. A negative weight is a
 * penalty.
 *
 * @param terms at least one
 */
public record WeightedVerifier(List<Term> terms) implements Verifier {
  public WeightedVerifier {
    terms = List.copyOf(terms);
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("no terms");
    }
  }

  /**
   * One verifier's part in the sum.
   *
   * @param weight finite and not 0
   */
  public record Term(double weight, Verifier verifier) {
    public Term {
      if (!Double.isFinite(weight) || weight == 0) {
        throw new UserError(
            "verifier: weight "
                + weight
                + " of '"
                + verifier.name()
                + "' is no use, expected a"
                + " finite number other than 0");
      }
    }
  }

  @Override
  public String name() {
    return terms.stream()
        .map(term -> term.weight() + "*" + term.verifier().name())
        .collect(Collectors.joining(" + "));
  }

  @Override
  public void require(Row.Prompt prompt) {
    terms.forEach(term -> term.verifier().require(prompt));
  }

  @Override
  public double score(Row.Prompt prompt, String completion) {
    double sum = 0;
    for (Term term : terms) {
      sum += term.weight() * term.verifier().score(prompt, completion);
    }
    return sum;
  }

  @Override
  public Judgement judge(Row.Prompt prompt, String completion) {
    double sum = 0;
    List<String> reasons = new ArrayList<>();
    boolean cutShort = false;
    for (Term term : terms) {
      Judgement judgement = term.verifier().judge(prompt, completion);
      sum += term.weight() * judgement.score();
      cutShort |= judgement.cutShort();
      judgement.reasons().forEach(reason -> reasons.add(term.verifier().name() + ": " + reason));
    }
    return new Judgement(sum, reasons, cutShort);
  }
}
