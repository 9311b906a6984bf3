package dev.herder.rejectionsampling;

import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Row;
import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Scored;
import dev.herder.core.select.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Chooses among scored answers: one pass over their file writes {@code sft.jsonl}, {@code
 * preference.jsonl} and {@code prompts.jsonl}.
 *
 * @param selection which answers to keep
 * @param pairing which answers to pair
 * @param filter which answers may be chosen at all
 * @param passThreshold the lowest score that counts as a pass in the statistics
 */
public record SelectionPass(
    Selection selection, Pairing pairing, Filter filter, double passThreshold) {
  public SelectionPass {
    if (Double.isNaN(passThreshold)) {
      throw new UserError("pass-score: NaN is out of range, expected a number");
    }
  }

  /** The file of kept answers. */
  public static final String SFT = "sft.jsonl";

  /** The file of prompts with what their answers are worth. */
  public static final String PROMPTS = "prompts.jsonl";

  /** The file of pairs. */
  public static final String PREFERENCE = "preference.jsonl";

  /**
   * What was chosen.
   *
   * @param passRate share of all answers that pass
   * @param meanScore mean score of all answers that have one
   * @param meanBestScore mean over prompts of the highest score of any answer; of prompts with one
   * @param meanKeptScore mean score of the kept answers; 0 if there are none
   * @param gain what k answers per prompt are worth, for k = 1..n, over prompts whose answers all
   *     have a score
   */
  public record Outcome(
      Counts counts,
      double passRate,
      double meanScore,
      double meanBestScore,
      double meanKeptScore,
      List<GainCurve.Point> gain) {
    public Outcome {
      gain = List.copyOf(gain);
    }
  }

  /**
   * Reads the answers and writes the choice.
   *
   * @param candidates a file that {@link Candidates} wrote with scores
   * @param prompts the prompts that it answers, in its order
   * @param n answers per prompt
   * @param out the folder to write to
   * @throws dev.herder.core.UserError if the file is damaged, incomplete or has no scores
   */
  public Outcome run(Path candidates, List<Row.Prompt> prompts, int n, Path out)
      throws IOException {
    Tally tally = new Tally(n, passThreshold);
    try (CandidateReader reader = new CandidateReader(candidates, prompts, n);
        JsonlWriter demonstrations = JsonlWriter.create(out.resolve(SFT));
        JsonlWriter preferences = JsonlWriter.create(out.resolve(PREFERENCE));
        JsonlWriter statistics = JsonlWriter.create(out.resolve(PROMPTS))) {
      for (CandidateReader.Group group = reader.nextScored();
          group != null;
          group = reader.nextScored()) {
        List<Scored> answers = group.scored();
        Filter.Outcome filtered = filter.apply(answers);
        List<Scored> distinct = filter.distinct(filtered.eligible());
        List<Scored> kept = selection.keep(distinct);
        for (Scored each : kept) {
          demonstrations.write(CandidateJson.demonstration(each));
        }
        Pairing.Outcome paired = pairing.pair(filtered.eligible());
        if (paired.pair() != null) {
          preferences.write(CandidateJson.preference(paired.pair()));
        }
        statistics.write(PromptStatistics.row(group, passThreshold, kept.size()));
        tally.add(group, filtered, filtered.eligible().size() - distinct.size(), kept, paired);
      }
      reader.requireComplete();
      demonstrations.commit();
      preferences.commit();
      statistics.commit();
    }
    return tally.outcome();
  }
}
