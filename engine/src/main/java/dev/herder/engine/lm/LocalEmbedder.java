package dev.herder.engine.lm;

import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Embedder;
import dev.herder.core.run.PendingHash;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.ContinuationEncoder;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.LossOn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Vectors of texts by a language model on this machine: the mean over a text's tokens of the last
 * hidden states after the final norm, scaled to length 1.
 *
 * <p>A text of more tokens than the model's context, or than {@value #LONGEST}, is read in pieces
 * of that many; the mean goes over the tokens of all of them, so nothing is cut off. Nothing in a
 * text becomes a control token. What else is in a batch changes the last bits of a vector alone.
 */
public final class LocalEmbedder implements Embedder, AutoCloseable {
  /** Tokens of a piece: attention over more costs more than it tells of a text as a whole. */
  static final int LONGEST = 2048;

  /** Tokens computed at once: enough for efficient products. */
  private static final int TOKENS = 2048;

  private final LocalModel model;
  private final ContinuationEncoder encoder;
  private final String id;
  private final int longest;
  private final int batchTokens;
  private final BooleanSupplier stopRequested;

  private LocalEmbedder(LocalModel model, String id, BooleanSupplier stopRequested) {
    this.model = model;
    this.id = id;
    this.stopRequested = stopRequested;
    encoder = new ContinuationEncoder(model.encoder(LossOn.ALL));
    longest = Math.min(LONGEST, model.model().config().maxPositionEmbeddings());
    batchTokens = model.model().session().compute().microBatchTokens();
  }

  /**
   * Loads a model.
   *
   * @param stopRequested becomes true when no further texts should be computed
   * @throws UserError if a file is missing, damaged or unsupported, or the tokenizer has ids that
   *     the model lacks
   */
  public static LocalEmbedder open(Path directory, Machine.Wish wish, BooleanSupplier stopRequested)
      throws IOException {
    PendingHash hash = PendingHash.of(() -> ModelHash.of(directory));
    LocalModel model =
        LocalModel.open(
            directory, fixed(wish), EncoderConfig.now(EncoderConfig.DEFAULT_NOW), stopRequested);
    try {
      int ids = model.tokenizer().vocabSize();
      int vocabulary = model.model().config().vocabSize();
      if (ids > vocabulary) {
        throw new UserError(
            "%s: the tokenizer has ids up to %d, the model a vocabulary of %d; they do not belong together"
                .formatted(directory, ids - 1, vocabulary));
      }
      String dtype = model.model().session().compute().precision().id();
      String id = "mean-hidden:" + hash.get() + ":" + dtype;
      return new LocalEmbedder(model, id, stopRequested);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** What is computed together must not depend on the memory at hand, or the last bits would. */
  private static Machine.Wish fixed(Machine.Wish wish) {
    return wish.atOnce(TOKENS);
  }

  /** Pieces that wait to be computed, and the text and length of each. */
  private static final class Waiting {
    final PackedBatch.Builder builder = new PackedBatch.Builder();
    final List<Integer> owners = new ArrayList<>();
    final List<Integer> lengths = new ArrayList<>();

    void add(int owner, int[] ids) {
      builder.add(-1, ids, new boolean[ids.length]);
      for (int i = builder.tokens() - ids.length; i < builder.tokens(); i++) {
        builder.score(i);
      }
      owners.add(owner);
      lengths.add(ids.length);
    }
  }

  /**
   * A vector of length 1 for each text, [hiddenSize]; of zeros for a text without tokens.
   *
   * @throws UserError if a text cannot be encoded
   * @throws CancellationException if a stop is requested meanwhile
   */
  @Override
  public List<float[]> embed(List<String> texts) {
    double[][] sums = new double[texts.size()][model.model().config().hiddenSize()];
    Waiting waiting = new Waiting();
    for (int i = 0; i < texts.size(); i++) {
      int[] ids = ids(texts.get(i));
      for (int from = 0; from < ids.length; from += longest) {
        int[] piece = Arrays.copyOfRange(ids, from, Math.min(from + longest, ids.length));
        if (waiting.builder.tokens() > 0 && waiting.builder.tokens() + piece.length > batchTokens) {
          compute(waiting, sums);
          waiting = new Waiting();
        }
        waiting.add(i, piece);
      }
    }
    compute(waiting, sums);
    return Arrays.stream(sums).map(LocalEmbedder::unit).toList();
  }

  private int[] ids(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    Row.Prompt nothing = new Row.Prompt(new Source("text", 0), new Turns.Plain(""), Map.of());
    return encoder.encode(nothing, text).ids();
  }

  private void compute(Waiting waiting, double[][] sums) {
    if (waiting.owners.isEmpty()) {
      return;
    }
    if (stopRequested.getAsBoolean()) {
      throw new CancellationException("stop requested");
    }
    float[][] means = model.model().network().meanStates(waiting.builder.build());
    for (int i = 0; i < means.length; i++) {
      double[] sum = sums[waiting.owners.get(i)];
      for (int j = 0; j < sum.length; j++) {
        sum[j] += (double) waiting.lengths.get(i) * means[i][j];
      }
    }
  }

  private static float[] unit(double[] sum) {
    double length = Math.sqrt(Arrays.stream(sum).map(value -> value * value).sum());
    if (!Double.isFinite(length)) {
      throw new RunFailure(
          "the model computes numbers that are not finite; its weights are damaged, or float32"
              + " is needed (--dtype float32)");
    }
    float[] unit = new float[sum.length];
    for (int i = 0; i < unit.length && length > 0; i++) {
      unit[i] = (float) (sum[i] / length);
    }
    return unit;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void close() {
    model.close();
  }
}
