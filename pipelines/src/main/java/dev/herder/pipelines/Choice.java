package dev.herder.pipelines;

import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Selection;
import dev.herder.rejectionsampling.SelectionPass;

/**
 * Which answers are kept.
 *
 * @param keep {@code best}, {@code best-above:SCORE} or {@code top:COUNT}
 * @param minGap the scores of a pair differ by more than this
 * @param dropTruncated whether answers that reached the maximum length are passed over
 * @param dropDuplicates whether answers with the text of an earlier one are passed over
 * @param passScore the lowest score that counts as right
 */
public record Choice(
    String keep, double minGap, boolean dropTruncated, boolean dropDuplicates, double passScore) {
  public Choice {
    SelectionPass pass = pass(keep, minGap, dropTruncated, dropDuplicates, passScore);
    keep = pass.selection().spec();
  }

  /** The policies by which answers are kept and paired. */
  SelectionPass pass() {
    return pass(keep, minGap, dropTruncated, dropDuplicates, passScore);
  }

  private static SelectionPass pass(
      String keep, double minGap, boolean truncated, boolean duplicates, double passScore) {
    return new SelectionPass(
        Selection.parse(keep),
        new Pairing.BestWorst(minGap),
        new Filter(truncated, duplicates),
        passScore);
  }
}
