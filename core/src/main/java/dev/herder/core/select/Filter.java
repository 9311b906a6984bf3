package dev.herder.core.select;

import dev.herder.core.UserError;
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
 * @param nearDuplicates answers at least so alike as this are kept once, the best of them, above 0;
 *     1 keeps all
 */
public record Filter(boolean truncated, boolean duplicates, double nearDuplicates) {
  public Filter {
    if (!(nearDuplicates > 0 && nearDuplicates <= 1)) {
      throw new UserError(
          "near-duplicates: " + nearDuplicates + " is out of range, expected above 0, at most 1");
    }
  }

  /** A filter that keeps near-duplicates. */
  public Filter(boolean truncated, boolean duplicates) {
    this(truncated, duplicates, 1);
  }

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

  /**
   * The answers to keep from, without those nearly like one with a higher score, or with the same
   * score and drawn earlier.
   *
   * <p>The best answer is always among them. Pairs are made from all eligible answers: two answers
   * that differ in one number alone can be right and wrong.
   */
  public List<Scored> distinct(List<Scored> eligible) {
    if (nearDuplicates == 1) {
      return eligible;
    }
    List<Scored> left = new ArrayList<>(eligible.size());
    List<Shingles> shingles = new ArrayList<>(eligible.size());
    for (Scored scored : Selection.bestFirst(eligible).toList()) {
      Shingles mine = Shingles.of(scored.comparable());
      if (shingles.stream().noneMatch(other -> other.likeness(mine) >= nearDuplicates)) {
        shingles.add(mine);
        left.add(scored);
      }
    }
    List<Scored> inOrder = new ArrayList<>(eligible);
    inOrder.retainAll(left);
    return inOrder;
  }
}
