package dev.herder.rejectionsampling;

import dev.herder.core.generate.FinishReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which answers may be chosen at all. Blank ones never.
 *
 * @param truncated whether to drop answers that ended at the maximum length
 * @param duplicates whether to drop answers whose text an earlier sample of the prompt has
 */
public record Filter(boolean truncated, boolean duplicates) {
  /**
   * What is left of one prompt's answers, in their order, and what was dropped.
   *
   * @param truncated dropped, because they ended at the maximum length
   * @param blank dropped, because there is nothing in them
   * @param duplicates dropped, because an earlier sample has the same text
   */
  public record Outcome(List<Scored> eligible, int truncated, int blank, int duplicates) {
    public Outcome {
      eligible = List.copyOf(eligible);
    }
  }

  /** Drops what may not be chosen; an answer counts once, under the first reason that fits. */
  public Outcome apply(List<Scored> answers) {
    List<Scored> eligible = new ArrayList<>(answers.size());
    Set<String> seen = new HashSet<>();
    int cut = 0;
    int blank = 0;
    int copies = 0;
    for (Scored scored : answers) {
      String text = scored.comparable();
      if (truncated && scored.answer().finishReason() == FinishReason.LENGTH) {
        cut++;
      } else if (text.isEmpty()) {
        blank++;
      } else if (!seen.add(text) && duplicates) {
        copies++;
      } else {
        eligible.add(scored);
      }
    }
    return new Outcome(eligible, cut, blank, copies);
  }
}
