package dev.herder.reward;

import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.run.PendingHash;
import dev.herder.core.score.RowScorer;
import dev.herder.core.score.ScoredBy;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.lm.Startup;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.Encoded;
import dev.herder.engine.text.EncodedAnswers;
import dev.herder.engine.text.EncodedRow;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.LossOn;
import dev.herder.engine.text.Outcome;
import dev.herder.engine.text.Overlong;
import dev.herder.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A reward model with its tokenizer and chat template, ready to score.
 *
 * <p>Reads what {@code herder reward} writes, {@code ...ForSequenceClassification} checkpoints with
 * one label from elsewhere, and PEFT adapters that carry a score head. One thread at a time.
 */
public final class RewardModel implements RowScorer, AutoCloseable {
  /** Tokens computed at once: enough for efficient products. */
  private static final int TOKENS = 2048;

  private final CausalLm model;
  private final Tokenizer tokenizer;
  private final Encoder encoder;
  private final int padTokenId;
  private final ScoredBy identity;
  private long tokens;

  private RewardModel(
      CausalLm model, Tokenizer tokenizer, int padTokenId, ScoredBy identity, LocalDateTime now) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.padTokenId = padTokenId;
    this.identity = identity;
    encoder =
        new Encoder(
            tokenizer,
            EncoderConfig.defaults(now)
                .withLossOn(LossOn.ALL)
                .withMaxLength(model.config().maxPositionEmbeddings(), Overlong.DROP));
  }

  /**
   * Loads a model.
   *
   * @param now the date that chat templates are told
   * @throws UserError if it is no reward model, has several labels, or a tokenizer of another
   *     vocabulary
   */
  public static RewardModel open(Path directory, Machine.Wish wish, LocalDateTime now)
      throws IOException {
    PendingHash weights = PendingHash.of(() -> ModelIdentity.weights(directory));
    Tokenizer tokenizer = Startup.tokenizer(directory);
    CausalLm model = null;
    try {
      model =
          CausalLm.open(
              directory, CausalLm.Options.inference(fixed(wish)).with(new CausalLm.Scoring(-1)));
      requireVocabulary(directory, model, tokenizer);
      // An adapter says nothing of padding, and its base was made for something else.
      boolean whole = CausalLm.baseOf(directory).equals(directory);
      int own = whole ? model.config().padTokenId() : -1;
      ScoredBy identity =
          ModelIdentity.of(
              directory,
              weights.get(),
              tokenizer,
              model.session().compute().precision().toString());
      return new RewardModel(model, tokenizer, own >= 0 ? own : tokenizer.padId(), identity, now);
    } catch (IOException | RuntimeException e) {
      if (model != null) {
        model.close();
      }
      tokenizer.close();
      throw e;
    }
  }

  /** What scores are computed on. */
  public Compute compute() {
    return model.session().compute();
  }

  /** What is computed together must not depend on the memory at hand, or the last bits would. */
  private static Machine.Wish fixed(Machine.Wish wish) {
    return wish.atOnce(TOKENS).measuring();
  }

  /**
   * Checks that the model has an embedding for every id of the tokenizer.
   *
   * @throws UserError if it has not
   */
  static void requireVocabulary(Path directory, CausalLm model, Tokenizer tokenizer) {
    if (tokenizer.vocabSize() > model.config().vocabSize()) {
      throw new UserError(
          "%s: the tokenizer has ids up to %d, the model a vocabulary of %d; they do not belong together"
              .formatted(directory, tokenizer.vocabSize() - 1, model.config().vocabSize()));
    }
  }

  /**
   * The scores of rows: one for each conversation, demonstration and text, one for each answer of
   * preferences and rankings, best first.
   *
   * @throws UserError naming the row that cannot be scored
   */
  @Override
  public List<double[]> score(List<Row> rows) {
    List<double[]> scores = new ArrayList<>();
    List<Row> merged = SharedPrompts.merge(rows);
    List<double[]> all = scores(merged.stream().map(this::ranking).toList());
    int next = 0;
    for (int i = 0; i < merged.size(); i++) {
      boolean several = merged.get(i) != rows.get(next) && merged.get(i) instanceof Row.Ranked;
      if (several) {
        for (double one : all.get(i)) {
          scores.add(new double[] {one});
          next++;
        }
      } else {
        scores.add(all.get(i));
        next++;
      }
    }
    return scores;
  }

  /** The scores of answers to one prompt, which is computed once. */
  double[] score(Row.Ranked row) {
    return scores(List.of(ranking(row))).get(0);
  }

  private List<double[]> scores(List<Ranking> rankings) {
    rankings.forEach(ranking -> tokens += ranking.tokens());
    return Scoring.of(model, rankings);
  }

  /**
   * Checks that a prompt leaves room for an answer.
   *
   * @throws UserError if it does not, or cannot be encoded
   */
  void requirePrompt(Row.Prompt prompt) {
    encoded(prompt);
  }

  @Override
  public void require(Row row) {
    ranking(row);
  }

  private EncodedRow encoded(Row row) {
    Outcome outcome = encoder.encode(row);
    if (outcome instanceof Outcome.Used used) {
      return used.row();
    }
    throw new UserError(
        outcome instanceof Outcome.Refused refused
            ? refused.problem().toString()
            : "%s: has more tokens than the %d that the reward model reads (max_position_embeddings); shorten the row, or leave it out"
                .formatted(row.source(), model.config().maxPositionEmbeddings()));
  }

  private Ranking ranking(Row row) {
    requireAnswer(row);
    EncodedRow encoded = encoded(row);
    if (encoded instanceof EncodedAnswers answers) {
      return Ranking.of(answers, padTokenId);
    }
    if (encoded instanceof Encoded sequence) {
      return new Ranking(row.source(), sequence.ids(), List.of(new int[0]), padTokenId);
    }
    throw new UserError(row.source() + ": is a prompt without an answer, so there is no score");
  }

  private static void requireAnswer(Row row) {
    if (row instanceof Row.Conversation conversation) {
      List<Message> turns = conversation.messages();
      if (!turns.get(turns.size() - 1).role().equals("assistant")) {
        throw new UserError(
            row.source() + ": messages: ends without an assistant's turn, so there is no score");
      }
    }
  }

  /** An encoder for this model with a limit of length. */
  Encoder encoder(int maxLength, Overlong overlong) {
    return new Encoder(tokenizer, encoder.config().withMaxLength(maxLength, overlong));
  }

  CausalLm model() {
    return model;
  }

  /** The token before which scores are read, or -1. */
  int padTokenId() {
    return padTokenId;
  }

  @Override
  public ScoredBy identity() {
    return identity;
  }

  @Override
  public long tokens() {
    return tokens;
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
