package dev.herder.rejectionsampling;

import dev.herder.core.data.RowJson;
import dev.herder.core.select.Scored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one prompt's answers are worth, to choose prompts by: neither those that never fail nor
 * those that never pass teach much.
 *
 * @param passRate share of the answers that pass
 * @param mean mean score
 * @param best highest score
 * @param worst lowest score
 * @param spread standard deviation of the scores, over n - 1; 0 for one answer
 */
record PromptStatistics(double passRate, double mean, double best, double worst, double spread) {
  /** Of one prompt's answers, at least one. */
  static PromptStatistics of(List<Scored> answers, double passThreshold) {
    double[] scores = answers.stream().mapToDouble(Scored::score).toArray();
    double sum = 0;
    double best = Double.NEGATIVE_INFINITY;
    double worst = Double.POSITIVE_INFINITY;
    int passed = 0;
    for (double score : scores) {
      sum += score;
      best = Math.max(best, score);
      worst = Math.min(worst, score);
      passed += score >= passThreshold ? 1 : 0;
    }
    double mean = sum / scores.length;
    double squares = 0;
    for (double score : scores) {
      squares += (score - mean) * (score - mean);
    }
    double spread = scores.length < 2 ? 0 : Math.sqrt(squares / (scores.length - 1));
    return new PromptStatistics((double) passed / scores.length, mean, best, worst, spread);
  }

  /**
   * A prompt's row with the figures of those answers that have a score, where there are any: valid
   * input of another run.
   */
  static Map<String, Object> row(CandidateReader.Group group, double passThreshold, int kept) {
    Map<String, Object> row = new LinkedHashMap<>(RowJson.toMap(group.prompt()));
    row.put("samples", group.scored().size() + group.unscored());
    row.put("kept", kept);
    if (group.unscored() > 0) {
      row.put("unscored", group.unscored());
    }
    if (!group.scored().isEmpty()) {
      PromptStatistics own = of(group.scored(), passThreshold);
      row.put("pass_rate", own.passRate);
      row.put("score_mean", own.mean);
      row.put("score_best", own.best);
      row.put("score_worst", own.worst);
      row.put("score_spread", own.spread);
    }
    return row;
  }
}
