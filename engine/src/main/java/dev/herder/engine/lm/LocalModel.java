package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.engine.generate.Decoder;
import dev.herder.engine.generate.LocalGenerator;
import dev.herder.engine.generate.Sample;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncodedPrompt;
import dev.herder.engine.text.EncodedRow;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.LossOn;
import dev.herder.engine.text.Outcome;
import dev.herder.engine.text.TokenStream;
import dev.herder.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

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

  /**
   * Answers one prompt and hands on the text as it comes.
   *
   * @param sampling how to draw; one answer, whatever its {@code n}
   * @param onText takes the next piece of text, which may be empty, and tells whether to go on
   * @return the whole answer; ended by {@code onText} it counts as cut at its length
   * @throws dev.herder.core.UserError if the prompt cannot be encoded
   */
  public Completion stream(Row.Prompt prompt, Sampling sampling, Predicate<String> onText) {
    Set<Integer> stops = tokenizer.stopIds();
    TokenStream text = new TokenStream(tokenizer, true);
    StringBuilder whole = new StringBuilder();
    List<Sample> samples = new ArrayList<>();
    new Decoder(model.network(), 1)
        .generate(
            List.of(promptIds(prompt)),
            new Sampling(
                1,
                sampling.temperature(),
                sampling.topK(),
                sampling.topP(),
                sampling.maxNewTokens(),
                sampling.seed()),
            stops,
            () -> false,
            (index, sample, id) -> stops.contains(id) || passed(text.push(id), whole, onText),
            samples::add);
    passed(text.end(), whole, onText);
    Sample sample = samples.get(0);
    return new Completion(
        prompt, 0, whole.toString(), sample.finishReason(), sample.ids().size(), sample.logProb());
  }

  private static boolean passed(String piece, StringBuilder whole, Predicate<String> onText) {
    whole.append(piece);
    return onText.test(piece);
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
    model.close();
    tokenizer.close();
  }
}
