package dev.herder.dpo;

import dev.herder.core.generate.Completion;
import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Scored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what becomes of the prompts of one step. */
final class OnlineFigures {
  private final double passScore;
  private final boolean ofVerifier;
  private int prompts;
  private int answers;
  private int passed;
  private long tokens;
  private double scores;
  private double chosen;
  private double rejected;
  private int pairs;
  private int tied;
  private int gapTooSmall;
  private int nearDuplicates;
  private int tooFew;
  private int unfit;
  private int truncated;
  private int blank;
  private int duplicates;
  private int unscored;

  /**
   * Counts.
   *
   * @param passScore from which an answer passes
   * @param ofVerifier whether passing means anything
   */
  OnlineFigures(double passScore, boolean ofVerifier) {
    this.passScore = passScore;
    this.ofVerifier = ofVerifier;
  }

  /**
   * Counts the answers to a prompt.
   *
   * @param without how many more there were, which can get no score
   */
  void add(List<Scored> all, int without, Filter.Outcome filtered) {
    prompts++;
    unscored += without;
    truncated += filtered.truncated();
    blank += filtered.blank();
    duplicates += filtered.duplicates();
    for (Scored each : all) {
      Completion answer = each.answer();
      answers++;
      tokens += answer.tokens();
      scores += each.score();
      passed += each.score() >= passScore ? 1 : 0;
    }
  }

  /** Counts a pair that is trained on. */
  void paired(Pairing.Pair pair) {
    pairs++;
    chosen += pair.chosen().score();
    rejected += pair.rejected().score();
  }

  /** Counts a pair that is too long, or whose answers are the same tokens. */
  void unfit() {
    unfit++;
  }

  /** Counts a prompt without a pair. */
  void without(Pairing.Verdict verdict) {
    switch (verdict) {
      case ALL_TIED -> tied++;
      case GAP_TOO_SMALL -> gapTooSmall++;
      case EQUAL_TEXT -> nearDuplicates++;
      default -> tooFew++;
    }
  }

  /** All of them by the names of the metrics. */
  Map<String, Double> all() {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("score/mean", answers == 0 ? 0 : scores / answers);
    if (pairs > 0) {
      all.put("score/chosen", chosen / pairs);
      all.put("score/rejected", rejected / pairs);
    }
    if (ofVerifier) {
      all.put("pass_rate", answers == 0 ? 0 : (double) passed / answers);
    }
    all.put("prompts/sampled", (double) prompts);
    all.put("prompts/paired", (double) pairs);
    all.put("prompts/tied", (double) tied);
    all.put("prompts/gap_too_small", (double) gapTooSmall);
    all.put("prompts/near_duplicates", (double) nearDuplicates);
    all.put("prompts/too_few_answers", (double) tooFew);
    all.put("prompts/unfit", (double) unfit);
    all.put("answers/sampled", (double) (answers + unscored));
    all.put("answers/unscored", (double) unscored);
    all.put("answers/truncated", (double) truncated);
    all.put("answers/blank", (double) blank);
    all.put("answers/duplicates", (double) duplicates);
    all.put("sampled_tokens", (double) tokens);
    return all;
  }
}
