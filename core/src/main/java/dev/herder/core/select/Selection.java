package dev.herder.core.select;

import dev.herder.core.UserError;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Which of one prompt's answers become training data. Ties go to the earlier sample. */
public sealed interface Selection {
  /** The answers to keep, best first, of those that may be chosen; empty if none is good enough. */
  List<Scored> keep(List<Scored> eligible);

  /** The policy as {@link #parse} reads it. */
  String spec();

  /** The answer with the highest score. */
  record Best() implements Selection {
    @Override
    public List<Scored> keep(List<Scored> eligible) {
      return bestFirst(eligible).limit(1).toList();
    }

    @Override
    public String spec() {
      return "best";
    }
  }

  /**
   * The answer with the highest score, if it reaches a threshold.
   *
   * @param threshold the lowest score that is good enough; finite
   */
  record BestAboveThreshold(double threshold) implements Selection {
    public BestAboveThreshold {
      if (!Double.isFinite(threshold)) {
        throw new UserError("best-above:" + threshold + " is not a finite number");
      }
    }

    @Override
    public List<Scored> keep(List<Scored> eligible) {
      return bestFirst(eligible).limit(1).filter(best -> best.score() >= threshold).toList();
    }

    @Override
    public String spec() {
      return "best-above:" + threshold;
    }
  }

  /**
   * The answers with the highest scores.
   *
   * @param m how many, at least 1; fewer where a prompt has fewer
   */
  record TopM(int m) implements Selection {
    public TopM {
      if (m < 1) {
        throw new UserError("top:" + m + " keeps nothing, expected at least top:1");
      }
    }

    @Override
    public List<Scored> keep(List<Scored> eligible) {
      return bestFirst(eligible).limit(m).toList();
    }

    @Override
    public String spec() {
      return "top:" + m;
    }
  }

  /**
   * The answer with the highest score after a penalty on its length, against the drift to long
   * answers.
   *
   * @param penalty what 100 generated tokens cost in score; finite, 0 or more
   */
  record BestPenalised(double penalty) implements Selection {
    public BestPenalised {
      if (!(penalty >= 0 && Double.isFinite(penalty))) {
        throw new UserError("best-penalised:" + penalty + " is out of range, expected 0 or more");
      }
    }

    @Override
    public List<Scored> keep(List<Scored> eligible) {
      return bestFirst(eligible, s -> s.score() - penalty * s.answer().tokens() / 100)
          .limit(1)
          .toList();
    }

    @Override
    public String spec() {
      return "best-penalised:" + penalty;
    }
  }

  /**
   * Reads {@code best}, {@code best-above:0.5}, {@code top:3} or {@code best-penalised:0.1}.
   *
   * @throws UserError if it is none of these; the message begins with the key {@code keep}
   */
  static Selection parse(String spec) {
    try {
      return read(spec);
    } catch (UserError e) {
      throw new UserError("keep: " + e.getMessage(), e);
    }
  }

  private static Selection read(String spec) {
    String[] parts = spec.strip().split(":", 2);
    try {
      if (parts.length == 1 && parts[0].equals("best")) {
        return new Best();
      }
      if (parts.length == 2 && parts[0].equals("best-above")) {
        return new BestAboveThreshold(Double.parseDouble(parts[1]));
      }
      if (parts.length == 2 && parts[0].equals("top")) {
        return new TopM(Integer.parseInt(parts[1]));
      }
      if (parts.length == 2 && parts[0].equals("best-penalised")) {
        return new BestPenalised(Double.parseDouble(parts[1]));
      }
    } catch (NumberFormatException e) {
      throw new UserError("'" + spec + "': '" + parts[1] + "' is not a number", e);
    }
    throw new UserError(
        "'"
            + spec
            + "' is no selection, expected best, best-above:SCORE, top:COUNT or"
            + " best-penalised:SCORE_PER_100_TOKENS");
  }

  /** By score, ties by sample. */
  static Stream<Scored> bestFirst(List<Scored> eligible) {
    return bestFirst(eligible, Scored::score);
  }

  private static Stream<Scored> bestFirst(List<Scored> eligible, ToDoubleFunction<Scored> worth) {
    return eligible.stream()
        .sorted(
            Comparator.comparingDouble(worth)
                .reversed()
                .thenComparingInt(scored -> scored.answer().sample()));
  }
}
