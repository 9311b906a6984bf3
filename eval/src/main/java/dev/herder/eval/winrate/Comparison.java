package dev.herder.eval.winrate;

import java.util.List;

/**
 * What came of one pair of answers.
 *
 * @param preference 1 where the model's answer is better, 0 where the opponent's is, 0.5 for a tie
 * @param consistent whether both orders gave the same; true where there is no order
 * @param unread verdicts that could not be read, which count as ties
 * @param reasons for people
 */
record Comparison(double preference, boolean consistent, int unread, List<String> reasons) {
  Comparison {
    reasons = List.copyOf(reasons);
  }

  /**
   * Of two verdicts with the answers in both orders: a win counts only if both agree, all else is a
   * tie.
   *
   * @param modelFirst the verdict with the model's answer first
   * @param modelSecond the verdict with the model's answer second, as it was given
   */
  static Comparison of(Verdict modelFirst, Verdict modelSecond, int unread, List<String> reasons) {
    Verdict turned = modelSecond.swapped();
    return modelFirst == turned
        ? new Comparison(preference(modelFirst), true, unread, reasons)
        : new Comparison(0.5, false, unread, reasons);
  }

  /** Of one verdict. */
  static Comparison of(Verdict ofModel, int unread, List<String> reasons) {
    return new Comparison(preference(ofModel), true, unread, reasons);
  }

  /** Of scores; those that differ by the margin or less are a tie. */
  static Comparison of(double model, double opponent, double margin) {
    double difference = model - opponent;
    double preference = Math.abs(difference) <= margin ? 0.5 : difference > 0 ? 1 : 0;
    return new Comparison(
        preference, true, 0, List.of("scores: " + model + " against " + opponent));
  }

  private static double preference(Verdict ofModel) {
    return switch (ofModel) {
      case FIRST -> 1;
      case SECOND -> 0;
      case TIE -> 0.5;
    };
  }
}
