package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.generate.LocalGenerator;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncodedPrompt;
import dev.herder.engine.text.EncodedRow;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.LossOn;
import dev.herder.engine.text.Outcome;
import dev.herder.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A model with its tokenizer and chat template, ready to answer. */
public final class LocalModel implements Generator, AutoCloseable {
  /** Sequences in flight: enough rows for efficient products, few enough for the cache. */
  private static final int SEQUENCES = 64;

  private final CausalLm model;
  private final Tokenizer tokenizer;
  private final Encoder encoder;
  private final LocalGenerator generator;

  private LocalModel(
      CausalLm model, Tokenizer tokenizer, Clock clock, BooleanSupplier stopRequested) {
    this.model = model;
    this.tokenizer = tokenizer;
    encoder = new Encoder(tokenizer, EncoderConfig.defaults(LocalDateTime.now(clock)));
    generator =
        new LocalGenerator(
            model.network(),
            SEQUENCES,
            prompt -> ((EncodedPrompt) encode(encoder, prompt)).ids(),
            ids -> tokenizer.decode(ids, true),
            tokenizer.stopIds(),
            stopRequested);
  }

  /**
   * Loads a model.
   *
   * @param clock tells the date to chat templates that ask for it
   * @param stopRequested becomes true when no further answers should be begun
   * @throws dev.herder.core.UserError if a file is missing, damaged or unsupported
   */
  public static LocalModel open(
      Path directory, Machine.Wish wish, Clock clock, BooleanSupplier stopRequested)
      throws IOException {
    Tokenizer tokenizer = Tokenizer.load(directory);
    try {
      CausalLm model = CausalLm.open(directory, CausalLm.Options.inference(wish));
      return new LocalModel(model, tokenizer, clock, stopRequested);
    } catch (IOException | RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  @Override
  public void generate(List<Row.Prompt> prompts, Sampling sampling, Consumer<Completion> sink) {
    generator.generate(prompts, sampling, sink);
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
    model.close();
    tokenizer.close();
  }
}
