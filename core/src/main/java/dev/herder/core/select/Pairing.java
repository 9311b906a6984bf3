package dev.herder.core.select;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    /** Every answer that is worse by enough has the text of the best, or nearly. */
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
  record Pair(Scored chosen, Scored rejected) {
    /** The row to train on; beside the prompt's variables it has the scores of both sides. */
    public Row.Preference row() {
      Row.Prompt prompt = chosen.answer().prompt();
      Map<String, Object> variables = new LinkedHashMap<>(prompt.variables());
      variables.put("chosen_score", chosen.score());
      variables.put("rejected_score", rejected.score());
      return new Row.Preference(
          prompt.source(), prompt.prompt(), chosen.side(), rejected.side(), variables);
    }
  }

  /**
   * The best against the worst answer; ties go to the earlier sample.
   *
   * @param minGap a pair's scores differ by more than this; finite and not negative
   * @param nearDuplicates an answer at least so like the best is not set against it, above 0; 1
   *     refuses equal texts alone
   */
  record BestWorst(double minGap, double nearDuplicates) implements Pairing {
    public BestWorst {
      if (!(nearDuplicates > 0 && nearDuplicates <= 1)) {
        throw new UserError(
            "near-duplicates: " + nearDuplicates + " is out of range, expected above 0, at most 1");
      }
      if (!(minGap >= 0 && Double.isFinite(minGap))) {
        throw new UserError("min-gap: " + minGap + " is out of range, expected 0 or more");
      }
    }

    /** Refuses equal texts alone. */
    public BestWorst(double minGap) {
      this(minGap, 1);
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
            && !alike(best, scored)
            && (rejected == null || scored.score() < rejected.score())) {
          rejected = scored;
        }
      }
      return rejected == null
          ? none(Verdict.EQUAL_TEXT)
          : new Outcome(Verdict.PAIRED, new Pair(best, rejected));
    }

    private boolean alike(Scored best, Scored other) {
      return best.comparable().equals(other.comparable())
          || (nearDuplicates < 1
              && Shingles.of(best.comparable()).likeness(Shingles.of(other.comparable()))
                  >= nearDuplicates);
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
