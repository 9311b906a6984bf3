package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.text.Encoded;
import dev.herder.engine.text.EncodedAnswers;
import dev.herder.engine.text.EncodedRow;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.LossOn;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
   * The figures of a row: {@code logprob} (sum in nats), {@code mean} and {@code tokens}; for a
   * preference these with {@code chosen_} and {@code rejected_}.
   */
  public Map<String, Object> of(Row row) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    EncodedRow encoded = LocalModel.encode(encoder, row);
    if (encoded instanceof EncodedAnswers pair) {
      int root = builder.add(-1, pair.prompt(), new boolean[pair.prompt().length]);
      builder.add(root, pair.chosen().ids(), all(pair.chosen().ids().length));
      builder.add(root, pair.rejected().ids(), all(pair.rejected().ids().length));
      PackedBatch batch = builder.build();
      float[] logProbs = score(batch);
      Map<String, Object> figures = new LinkedHashMap<>();
      figures(figures, "chosen_", logProbs, batch.firstTarget(1), batch.endTarget(1));
      figures(figures, "rejected_", logProbs, batch.firstTarget(2), batch.endTarget(2));
      return figures;
    }
    if (!(encoded instanceof Encoded sequence)) {
      throw new UserError(row.source() + ": is a prompt without an answer, so there is no score");
    }
    builder.add(-1, sequence.ids(), sequence.loss());
    PackedBatch batch = builder.build();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures(figures, "", score(batch), 0, batch.targets());
    return figures;
  }

  /** Tokens computed so far. */
  public long tokens() {
    return tokens;
  }

  private float[] score(PackedBatch batch) {
    tokens += batch.tokens();
    return model.model().network().logProbs(batch).logProbs();
  }

  private static boolean[] all(int length) {
    boolean[] mask = new boolean[length];
    Arrays.fill(mask, true);
    return mask;
  }

  private static void figures(
      Map<String, Object> into, String prefix, float[] logProbs, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += logProbs[i];
    }
    into.put(prefix + "logprob", sum);
    into.put(prefix + "mean", sum / (to - from));
    into.put(prefix + "tokens", to - from);
  }
}
