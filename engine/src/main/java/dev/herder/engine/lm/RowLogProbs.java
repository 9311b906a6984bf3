package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.text.Encoded;
import dev.herder.engine.text.EncodedAnswers;
import dev.herder.engine.text.EncodedRow;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.LossOn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Log-probabilities of the answers in rows. */
public final class RowLogProbs {
  private final LocalModel model;
  private final Encoder encoder;
  private long tokens;

  /**
   * A scorer.
   *
   * @param lossOn which tokens of a row other than a preference count
   */
  public RowLogProbs(LocalModel model, LossOn lossOn) {
    this.model = model;
    encoder = model.encoder(lossOn);
  }

  /**
   * The figures of a row: {@code sum} (in nats), {@code mean} and {@code tokens} of its answer; of
   * a preference an object of these under {@code chosen} and one under {@code rejected}, of ranked
   * answers a list of them under {@code responses}, best first.
   */
  public Map<String, Object> of(Row row) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    EncodedRow encoded = encoded(row);
    if (encoded instanceof EncodedAnswers answers) {
      return ofAnswers(row, answers, builder);
    }
    Encoded sequence = (Encoded) encoded;
    builder.add(-1, sequence.ids(), sequence.loss());
    PackedBatch batch = builder.build();
    return figures(score(batch), 0, batch.targets());
  }

  /**
   * Checks that a row has figures, without computing them.
   *
   * @throws UserError naming the row if it has none
   */
  public void require(Row row) {
    encoded(row);
  }

  private EncodedRow encoded(Row row) {
    EncodedRow encoded = LocalModel.encode(encoder, row);
    if (encoded instanceof Encoded || encoded instanceof EncodedAnswers) {
      return encoded;
    }
    throw new UserError(row.source() + ": is a prompt without an answer, so there is no score");
  }

  /** All answers to a prompt in one pass, the prompt computed once. */
  private Map<String, Object> ofAnswers(
      Row row, EncodedAnswers encoded, PackedBatch.Builder builder) {
    int root = builder.add(-1, encoded.prompt(), new boolean[encoded.prompt().length]);
    for (EncodedAnswers.Answer answer : encoded.answers()) {
      builder.add(root, answer.ids(), all(answer.ids().length));
    }
    PackedBatch batch = builder.build();
    float[] logProbs = score(batch);
    List<Map<String, Object>> each = new ArrayList<>();
    for (int i = 1; i <= encoded.answers().size(); i++) {
      each.add(figures(logProbs, batch.firstTarget(i), batch.endTarget(i)));
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    if (row instanceof Row.Preference) {
      figures.put("chosen", each.get(0));
      figures.put("rejected", each.get(1));
    } else {
      figures.put("responses", each);
    }
    return figures;
  }

  /** Tokens computed so far. */
  public long tokens() {
    return tokens;
  }

  private float[] score(PackedBatch batch) {
    tokens += batch.tokens();
    return model.logProbs(batch);
  }

  private static boolean[] all(int length) {
    boolean[] mask = new boolean[length];
    Arrays.fill(mask, true);
    return mask;
  }

  private static Map<String, Object> figures(float[] logProbs, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += logProbs[i];
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("sum", sum);
    figures.put("mean", sum / (to - from));
    figures.put("tokens", to - from);
    return figures;
  }
}
