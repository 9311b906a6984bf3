package dev.herder.dpo.loss;

import java.util.ArrayList;
import java.util.List;

/**
 * A weighted sum of losses, and a weighted negative log-likelihood of the first answer.
 *
 * @param terms at least one; the first that is not {@link Sft} gives the implicit rewards
 * @param nllWeight what the negative log-likelihood per token of each good first answer, format
 *     tokens included, is multiplied by, at least 0; averaged over the tokens of each answer, then
 *     over the answers (Pang et al. 2024; Llama 3)
 */
public record WeightedLoss(List<Term> terms, double nllWeight) {
  /**
   * A loss and its weight.
   *
   * @param weight above 0
   */
  public record Term(PreferenceLoss loss, double weight) {}

  public WeightedLoss {
    terms = List.copyOf(terms);
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("no terms");
    }
  }

  /** A single loss. */
  public static WeightedLoss of(PreferenceLoss loss, double nllWeight) {
    return new WeightedLoss(List.of(new Term(loss, 1)), nllWeight);
  }

  /**
   * The losses of a step's examples, in their order.
   *
   * @param step all of the step's examples if {@link #couples}, else any part of them
   */
  public List<LossSlopes> of(List<ExampleLogProbs> step, StepFacts facts) {
    List<LossSlopes> result = new ArrayList<>();
    for (ExampleLogProbs example : step) {
      LossSlopes slopes = new LossSlopes(example.answers().size());
      if (example.desirable()) {
        double scale = nllWeight / example.length();
        slopes.addLoss(-scale * example.likelihood());
        slopes.addLikelihood(-scale);
      }
      result.add(slopes);
    }
    for (Term term : terms) {
      term.loss().add(step, facts, term.weight(), result);
    }
    return result;
  }

  /** The implicit reward of an answer. */
  public double reward(AnswerLogProbs answer) {
    return main().reward(answer);
  }

  private PreferenceLoss main() {
    return terms.stream()
        .map(Term::loss)
        .filter(loss -> !(loss instanceof Sft))
        .findFirst()
        .orElse(terms.get(0).loss());
  }

  /** Whether any term uses the reference's log-probabilities. */
  public boolean usesReference() {
    return terms.stream().anyMatch(term -> term.loss().usesReference());
  }

  /** Whether any term depends on the log-probabilities of a whole step. */
  public boolean couples() {
    return terms.stream().anyMatch(term -> term.loss().couples());
  }

  /** Whether any term needs {@link StepFacts#kl}. */
  public boolean needsKl() {
    return terms.stream().anyMatch(term -> term.loss() instanceof LabelLoss.Kto);
  }

  /** Whether any term needs {@link StepFacts#meanLength}. */
  public boolean needsMeanLength() {
    return terms.stream().anyMatch(term -> term.loss() instanceof Sft);
  }

  /** What rows must have for every term. */
  public PreferenceLoss.Needs needs() {
    List<PreferenceLoss.Needs> all = terms.stream().map(term -> term.loss().needs()).toList();
    for (PreferenceLoss.Needs needs :
        List.of(PreferenceLoss.Needs.LABELS, PreferenceLoss.Needs.RANKINGS)) {
      if (all.contains(needs)) {
        return needs;
      }
    }
    return PreferenceLoss.Needs.PAIRS;
  }

  /** Whether an offset of the margin is understood by every term that sees pairs. */
  public boolean takesOffset() {
    return terms.stream()
        .allMatch(term -> term.loss() instanceof MarginLoss || term.loss() instanceof Sft);
  }
}
