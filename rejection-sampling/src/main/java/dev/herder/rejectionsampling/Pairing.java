package dev.herder.rejectionsampling;

import dev.herder.core.UserError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which two of one prompt's answers become a preference pair. */
public sealed interface Pairing {
  /** The pair of one prompt, or why there is none. */
  Outcome pair(List<Scored> eligible);

  /** What became of a prompt. */
  enum Verdict {
    /** There is a pair. */
    PAIRED,
    /** Fewer than two answers may be chosen. */
    TOO_FEW,
    /** All answers have the same score. */
    ALL_TIED,
    /** Scores differ, but no answer is worse by enough. */
    GAP_TOO_SMALL,
    /** Every answer that is worse by enough has the text of the best. */
    EQUAL_TEXT,
    /** No pairs were asked for. */
    NOT_ASKED
  }

  /**
   * What became of a prompt.
   *
   * @param pair the pair if the verdict is {@code PAIRED}, else null
   */
  record Outcome(Verdict verdict, @Nullable Pair pair) {}

  /** Two answers of one prompt: their texts differ, and the first has the higher score. */
  record Pair(Scored chosen, Scored rejected) {}

  /**
   * The best against the worst answer; ties go to the earlier sample.
   *
   * @param minGap a pair's scores differ by more than this; finite and not negative
   */
  record BestWorst(double minGap) implements Pairing {
    public BestWorst {
      if (!(minGap >= 0 && Double.isFinite(minGap))) {
        throw new UserError("min-gap: " + minGap + " is out of range, expected 0 or more");
      }
    }

    @Override
    public Outcome pair(List<Scored> eligible) {
      if (eligible.size() < 2) {
        return none(Verdict.TOO_FEW);
      }
      Scored best = eligible.get(0);
      Scored worst = best;
      for (Scored scored : eligible) {
        best = scored.score() > best.score() ? scored : best;
        worst = scored.score() < worst.score() ? scored : worst;
      }
      if (best.score() == worst.score()) {
        return none(Verdict.ALL_TIED);
      }
      if (!(best.score() - worst.score() > minGap)) {
        return none(Verdict.GAP_TOO_SMALL);
      }
      Scored rejected = null;
      for (Scored scored : eligible) {
        if (best.score() - scored.score() > minGap
            && !scored.comparable().equals(best.comparable())
            && (rejected == null || scored.score() < rejected.score())) {
          rejected = scored;
        }
      }
      return rejected == null
          ? none(Verdict.EQUAL_TEXT)
          : new Outcome(Verdict.PAIRED, new Pair(best, rejected));
    }
  }

  /** No pairs. */
  record None() implements Pairing {
    @Override
    public Outcome pair(List<Scored> eligible) {
      return none(Verdict.NOT_ASKED);
    }
  }

  private static Outcome none(Verdict verdict) {
    return new Outcome(verdict, null);
  }
}
