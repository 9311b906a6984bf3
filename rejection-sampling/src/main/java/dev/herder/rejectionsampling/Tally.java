package dev.herder.rejectionsampling;

import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Scored;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts prompt after prompt. */
final class Tally {
  private final double passThreshold;
  private final GainCurve curve;
  private final Map<Pairing.Verdict, Long> verdicts = new EnumMap<>(Pairing.Verdict.class);
  private long prompts;
  private long promptsScored;
  private long unscored;
  private long samples;
  private long passed;
  private double scoreSum;
  private double bestSum;
  private double keptSum;
  private long truncated;
  private long blank;
  private long duplicates;
  private long nearDuplicates;
  private long promptsKept;
  private long kept;
  private long noneEligible;
  private long noneGoodEnough;
  private long tied;

  Tally(int n, double passThreshold) {
    this.passThreshold = passThreshold;
    this.curve = new GainCurve(n, passThreshold);
  }

  /**
   * Counts one prompt.
   *
   * @param near answers passed over as nearly the same as another
   */
  void add(
      CandidateReader.Group group,
      Filter.Outcome filtered,
      int near,
      List<Scored> chosen,
      Pairing.Outcome pair) {
    prompts++;
    samples += group.scored().size() + group.unscored();
    unscored += group.unscored();
    double[] scores = group.scored().stream().mapToDouble(Scored::score).toArray();
    if (group.unscored() == 0) {
      // Nobody knows what the best of k would be worth where some have no score.
      curve.add(scores);
    }
    double best = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      scoreSum += score;
      passed += score >= passThreshold ? 1 : 0;
      best = Math.max(best, score);
    }
    if (scores.length > 0) {
      promptsScored++;
      bestSum += best;
    }
    truncated += filtered.truncated();
    blank += filtered.blank();
    duplicates += filtered.duplicates();
    nearDuplicates += near;
    kept += chosen.size();
    keptSum += chosen.stream().mapToDouble(Scored::score).sum();
    if (!chosen.isEmpty()) {
      promptsKept++;
    } else if (filtered.eligible().isEmpty()) {
      noneEligible++;
    } else {
      noneGoodEnough++;
    }
    tied += sharesTheBest(filtered.eligible()) ? 1 : 0;
    verdicts.merge(pair.verdict(), 1L, Long::sum);
  }

  private static boolean sharesTheBest(List<Scored> eligible) {
    double best =
        eligible.stream().mapToDouble(Scored::score).max().orElse(Double.NEGATIVE_INFINITY);
    return eligible.stream()
            .filter(scored -> scored.score() == best)
            .map(Scored::comparable)
            .distinct()
            .count()
        > 1;
  }

  Counts counts() {
    return new Counts(
        prompts,
        samples,
        truncated,
        blank,
        duplicates,
        nearDuplicates,
        unscored,
        promptsKept,
        kept,
        noneEligible,
        noneGoodEnough,
        tied,
        verdict(Pairing.Verdict.PAIRED),
        verdict(Pairing.Verdict.TOO_FEW),
        verdict(Pairing.Verdict.ALL_TIED),
        verdict(Pairing.Verdict.GAP_TOO_SMALL),
        verdict(Pairing.Verdict.EQUAL_TEXT));
  }

  SelectionPass.Outcome outcome() {
    return new SelectionPass.Outcome(
        counts(),
        ratio((double) passed, samples),
        ratio(scoreSum, samples - unscored),
        ratio(bestSum, promptsScored),
        ratio(keptSum, kept),
        curve.points());
  }

  private long verdict(Pairing.Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0L);
  }

  private static double ratio(double sum, long count) {
    return count == 0 ? 0 : sum / count;
  }
}
