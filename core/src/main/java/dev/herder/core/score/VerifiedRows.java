package dev.herder.core.score;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.verify.VerifierScorer;
import dev.herder.core.verify.Verifiers;
import java.util.ArrayList;
import java.util.List;

/** Scores the answers in rows by a verifier. */
public final class VerifiedRows implements RowScorer {
  private final VerifierScorer scorer;
  private final ScoredBy identity;

  /**
   * Finds the verifier.
   *
   * @param spec as {@link Verifiers#byName} takes it
   * @throws UserError if there is none
   */
  public VerifiedRows(String spec) {
    scorer = Verifiers.scorer(spec);
    identity = ScoredBy.verifier(spec);
  }

  @Override
  public List<double[]> score(List<Row> rows) {
    List<double[]> scores = new ArrayList<>();
    for (Row row : rows) {
      List<Double> own = scorer.score(answers(row));
      scores.add(own.stream().mapToDouble(Double::doubleValue).toArray());
    }
    return scores;
  }

  @Override
  public void require(Row row) {
    answers(row).forEach(answer -> scorer.require(answer.prompt()));
  }

  @Override
  public long cutShort() {
    return scorer.cutShort();
  }

  private static List<Completion> answers(Row row) {
    if (row instanceof Row.Demonstration demonstration) {
      return List.of(answer(row, demonstration.prompt(), demonstration.completion()));
    } else if (row instanceof Row.Preference pair) {
      return List.of(
          answer(row, pair.prompt(), pair.chosen()), answer(row, pair.prompt(), pair.rejected()));
    } else if (row instanceof Row.Ranked ranked) {
      return ranked.answers().stream().map(each -> answer(row, ranked.prompt(), each)).toList();
    } else if (row instanceof Row.Conversation conversation) {
      List<Message> all = conversation.messages();
      int last = all.size() - 1;
      if (last < 1 || !all.get(last).role().equals("assistant")) {
        throw new UserError(
            row.source() + ": messages: ends without an assistant's turn, so there is no score");
      }
      return List.of(
          answer(
              row,
              new Turns.Chat(all.subList(0, last)),
              new Turns.Chat(all.subList(last, last + 1))));
    }
    throw new UserError(
        row.source() + ": has no prompt with an answer, so a verifier cannot score it");
  }

  private static Completion answer(Row row, Turns prompt, Turns answer) {
    return new Completion(
        new Row.Prompt(row.source(), prompt, row.variables()),
        0,
        text(answer),
        FinishReason.STOP,
        0,
        0);
  }

  /** What an answer says: the text, or that of its last turn. */
  static String text(Turns turns) {
    if (turns instanceof Turns.Chat chat) {
      return chat.messages().get(chat.messages().size() - 1).content();
    }
    return ((Turns.Plain) turns).text();
  }

  @Override
  public ScoredBy identity() {
    return identity;
  }

  @Override
  public long tokens() {
    return 0;
  }
}
