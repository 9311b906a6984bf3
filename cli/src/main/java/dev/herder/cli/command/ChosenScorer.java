package dev.herder.cli.command;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Scorer;
import dev.herder.core.score.ScoreRecord;
import dev.herder.core.score.ScoredBy;
import dev.herder.core.verify.VerifierScorer;
import dev.herder.core.verify.Verifiers;
import dev.herder.engine.machine.Machine;
import dev.herder.rejectionsampling.RecordedScores;
import dev.herder.reward.RewardModel;
import dev.herder.reward.RewardScorer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scorer that {@code --reward} or {@code --verifier} names, and what to close after it. */
final class ChosenScorer implements AutoCloseable {
  /** What is closed at the end. */
  private interface Resource {
    void close() throws IOException;
  }

  private final Scorer scorer;
  private final ScoredBy by;
  private final Resource resource;

  private ChosenScorer(Scorer scorer, ScoredBy by, Resource resource) {
    this.scorer = scorer;
    this.by = by;
    this.resource = resource;
  }

  /**
   * Opens the one that is named.
   *
   * @throws UserError if none or both are
   */
  static ChosenScorer open(
      @Nullable Path reward, @Nullable String verifier, Machine.Wish wish, LocalDateTime now)
      throws IOException {
    if ((reward == null) == (verifier == null)) {
      throw new UserError(
          "expected one of --reward DIR and --verifier NAME, which says how answers are scored");
    }
    if (reward != null) {
      RewardModel model = RewardModel.open(reward, wish, now);
      return new ChosenScorer(new RewardScorer(model), model.identity(), model::close);
    }
    VerifierScorer scorer = Verifiers.scorer(String.valueOf(verifier));
    return new ChosenScorer(scorer, ScoredBy.verifier(String.valueOf(verifier)), () -> {});
  }

  /**
   * The scores that stand in a file of answers, if somebody scored it; else this scorer.
   *
   * @throws UserError if they are another scorer's
   */
  ChosenScorer recorded(Path answers, List<Row.Prompt> prompts, int n) throws IOException {
    if (ScoreRecord.read(answers).isEmpty()) {
      return new ChosenScorer(scorer, by, () -> {});
    }
    RecordedScores scores = new RecordedScores(answers, prompts, n, by);
    return new ChosenScorer(scores, by, scores::close);
  }

  Scorer scorer() {
    return scorer;
  }

  @Override
  public void close() throws IOException {
    resource.close();
  }
}
