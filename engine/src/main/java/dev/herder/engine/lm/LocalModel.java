package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.generate.Decoder;
import dev.herder.engine.generate.LocalGenerator;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.model.Decoding;
import dev.herder.engine.model.WeightFormat;
import dev.herder.engine.text.EncodedPrompt;
import dev.herder.engine.text.EncodedRow;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.LossOn;
import dev.herder.engine.text.Outcome;
import dev.herder.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A model with its tokenizer and chat template, ready to answer. */
public final class LocalModel implements Generator, AutoCloseable {
  /** Sequences in flight: enough rows for efficient products. */
  private static final int SEQUENCES = 128;

  /** The same of each lane, where there are more than two. */
  private static final int LANE_SEQUENCES = 64;

  /** Smaller pages share more of a prompt, larger ones make larger products. */
  private static final int PAGE_TOKENS = 32;

  private final CausalLm model;
  private final Tokenizer tokenizer;
  private final Encoder encoder;
  private final BooleanSupplier stopRequested;
  private final long cacheBytes;
  private final boolean borrowed;
  private final WeightFormat format;
  private @Nullable Decoding decoding;
  private @Nullable LocalGenerator generator;

  private LocalModel(
      CausalLm model,
      Tokenizer tokenizer,
      LocalDateTime now,
      BooleanSupplier stopRequested,
      long cacheBytes,
      boolean borrowed,
      WeightFormat format) {
    this.model = model;
    this.format = format;
    this.borrowed = borrowed;
    this.tokenizer = tokenizer;
    this.stopRequested = stopRequested;
    this.cacheBytes = cacheBytes;
    encoder = new Encoder(tokenizer, EncoderConfig.defaults(now));
  }

  /**
   * Loads a model.
   *
   * @param now the date that chat templates are told
   * @param stopRequested becomes true when no further answers should be begun
   * @throws dev.herder.core.UserError if a file is missing, damaged or unsupported
   */
  public static LocalModel open(
      Path directory, Machine.Wish wish, LocalDateTime now, BooleanSupplier stopRequested)
      throws IOException {
    return open(directory, wish, now, stopRequested, 0);
  }

  /**
   * Loads a model.
   *
   * @param cacheBytes what keys and values of answers in progress may take; 0 leaves it to the
   *     memory available
   * @throws dev.herder.core.UserError if a file is missing, damaged or unsupported
   */
  public static LocalModel open(
      Path directory,
      Machine.Wish wish,
      LocalDateTime now,
      BooleanSupplier stopRequested,
      long cacheBytes)
      throws IOException {
    return open(directory, wish, now, stopRequested, cacheBytes, WeightFormat.COMPUTED);
  }

  /**
   * Loads a model.
   *
   * @param cacheBytes what keys and values of answers in progress may take; 0 leaves it to the
   *     memory available
   * @param format how weights are read
   * @throws dev.herder.core.UserError if a file is missing, damaged or unsupported
   */
  public static LocalModel open(
      Path directory,
      Machine.Wish wish,
      LocalDateTime now,
      BooleanSupplier stopRequested,
      long cacheBytes,
      WeightFormat format)
      throws IOException {
    if (cacheBytes < 0) {
      throw new UserError("kv-cache-memory: expected 0 (as much as there is room for) or more");
    }
    Tokenizer tokenizer = Startup.tokenizer(directory);
    try {
      CausalLm model = CausalLm.open(directory, CausalLm.Options.inference(wish));
      return new LocalModel(model, tokenizer, now, stopRequested, cacheBytes, false, format);
    } catch (IOException | RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /**
   * Answers with a model that somebody else owns and may be training.
   *
   * <p>The weights are taken as they are at the first answer. Once they have changed, close this
   * and make another; that gives back what sampling needs of memory and leaves model and tokenizer
   * open.
   *
   * @param cacheBytes what keys and values of answers in progress may take; 0 leaves it to the
   *     memory available
   */
  public static LocalModel borrowing(
      CausalLm model,
      Tokenizer tokenizer,
      LocalDateTime now,
      BooleanSupplier stopRequested,
      long cacheBytes) {
    return new LocalModel(
        model, tokenizer, now, stopRequested, cacheBytes, true, WeightFormat.COMPUTED);
  }

  @Override
  public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    generator().generate(prompts, sampling, sink);
  }

  @Override
  public void require(List<Row.Prompt> prompts, Sampling sampling) {
    generator().require(prompts, sampling);
  }

  @Override
  public int underWay() {
    return decoding == null ? SEQUENCES : sequences();
  }

  /**
   * As {@link #generate(List, Sampling, Consumer)}, for prompts that come one by one; they are
   * taken by one thread at a time, which need not be the calling one.
   */
  public void generate(Iterator<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    generator().generate(prompts, sampling, sink);
  }

  /**
   * Answers one prompt and shows the answer as it grows.
   *
   * @param sampling how to draw; its {@code n} is not used
   * @param shown receives the text piece by piece; joined they are the answer
   * @param cancelled becomes true when the answer should be given up
   * @return the answer, or nothing if it was given up
   */
  public Optional<Completion> stream(
      Row.Prompt prompt, Sampling sampling, Consumer<String> shown, BooleanSupplier cancelled) {
    return generator().stream(prompt, sampling, shown, cancelled);
  }

  /** Log-probabilities of a batch's targets. */
  float[] logProbs(PackedBatch batch) {
    return format == WeightFormat.COMPUTED
        ? model.network().logProbs(batch).logProbs()
        : decoding().logProbs(batch);
  }

  private Decoding decoding() {
    Decoding made = decoding;
    if (made == null) {
      made = new Decoding(model.network(), PAGE_TOKENS, pages(), format);
      decoding = made;
    }
    return made;
  }

  private int sequences() {
    return Math.max(SEQUENCES, LANE_SEQUENCES * decoding().lanes().size());
  }

  /** Pages that the cache has room for. */
  private long pages() {
    Compute compute = model.session().compute();
    long bytes = cacheBytes > 0 ? cacheBytes : Machine.cacheBytes(compute);
    return bytes / Decoding.pageBytes(model.config(), compute, PAGE_TOKENS);
  }

  /** Packs the weights when answers are first asked for; scoring alone needs no second copy. */
  private LocalGenerator generator() {
    LocalGenerator made = generator;
    if (made == null) {
      int prefillTokens = model.session().compute().microBatchTokens();
      made =
          new LocalGenerator(
              new Decoder(decoding(), sequences(), pages(), prefillTokens),
              new LocalGenerator.Text(
                  prompt -> ((EncodedPrompt) encode(encoder, prompt)).ids(),
                  ids -> tokenizer.decode(ids, true)),
              tokenizer.stopIds(),
              stopRequested);
      generator = made;
    }
    return made;
  }

  /** What answers are computed on. */
  public Compute compute() {
    return model.session().compute();
  }

  /**
   * The ids of a prompt, up to where its answer begins.
   *
   * @throws dev.herder.core.UserError if it cannot be encoded
   */
  public int[] promptIds(Row.Prompt prompt) {
    return ((EncodedPrompt) encode(encoder, prompt)).ids();
  }

  public CausalLm model() {
    return model;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** An encoder for this model with another choice of learned tokens. */
  public Encoder encoder(LossOn lossOn) {
    return new Encoder(tokenizer, encoder.config().withLossOn(lossOn));
  }

  /**
   * Encodes a row that must be fit.
   *
   * @throws UserError if it is not
   */
  static EncodedRow encode(Encoder encoder, Row row) {
    Outcome outcome = encoder.encode(row);
    if (outcome instanceof Outcome.Used used) {
      return used.row();
    }
    throw new UserError(
        outcome instanceof Outcome.Refused refused
            ? refused.problem().toString()
            : row.source() + ": " + outcome);
  }

  @Override
  public void close() {
    if (decoding != null) {
      decoding.close();
    }
    if (!borrowed) {
      model.close();
      tokenizer.close();
    }
  }
}
