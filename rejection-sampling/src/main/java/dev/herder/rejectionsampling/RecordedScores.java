package dev.herder.rejectionsampling;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Scorer;
import dev.herder.core.score.ScoreRecord;
import dev.herder.core.score.ScoredBy;
import dev.herder.core.select.Scored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The scores of a file that {@code herder score} wrote, given again in its order.
 *
 * <p>Scores of another model, tokenizer or chat template are refused.
 */
public final class RecordedScores implements Scorer, AutoCloseable {
  private final Path file;
  private final ScoredBy by;
  private final CandidateReader reader;

  /**
   * Opens the file.
   *
   * @param file n rows for each prompt with {@code score}
   * @param prompts the prompts that the file answers, in its order
   * @param n answers per prompt
   * @param by whose scores they must be
   * @throws UserError if they are another's, or nothing says whose they are
   */
  public RecordedScores(Path file, List<Row.Prompt> prompts, int n, ScoredBy by)
      throws IOException {
    ScoreRecord.require(file, by);
    this.file = file;
    this.by = by;
    reader = CandidateReader.ofGiven(file, prompts, n);
  }

  @Override
  public List<Double> score(List<Completion> answers) {
    try {
      for (CandidateReader.Group group = reader.nextScored();
          group != null;
          group = reader.nextScored()) {
        if (group.prompt().equals(answers.get(0).prompt())) {
          return scores(answers, group.scored());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new UserError(
        file + ": has no scores for the prompt of " + answers.get(0).prompt().source());
  }

  private List<Double> scores(List<Completion> answers, List<Scored> group) {
    if (!group.stream().map(Scored::answer).toList().equals(answers)) {
      throw new UserError(
          file
              + ": scores other answers to the prompt of "
              + answers.get(0).prompt().source()
              + " than those asked for");
    }
    return group.stream().map(Scored::score).toList();
  }

  @Override
  public String id() {
    return by.id();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
