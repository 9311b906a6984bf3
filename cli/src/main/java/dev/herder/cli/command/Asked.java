package dev.herder.cli.command;

import dev.herder.core.UserError;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.PendingHash;
import dev.herder.core.run.RunContext;
import dev.herder.documents.TokenCounter;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.lm.ModelHash;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.synthdata.ask.PartialGenerator;
import dev.herder.synthdata.endpoint.EndpointConfig;
import dev.herder.synthdata.endpoint.EndpointGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** A model on this machine or an endpoint, ready to be asked. */
final class Asked implements AutoCloseable {
  private final PartialGenerator generator;
  private final String name;
  private final SynthSession.Counting counting;
  private final Runnable close;

  private Asked(
      PartialGenerator generator, String name, SynthSession.Counting counting, Runnable close) {
    this.generator = generator;
    this.name = name;
    this.counting = counting;
    this.close = close;
  }

  /**
   * Opens a model.
   *
   * @param now the date that chat templates are told
   * @param cacheMiB what keys and values of its answers may take; 0 leaves it to the memory
   */
  static Asked local(Path folder, String now, Machine.Wish wish, int cacheMiB, RunContext context)
      throws IOException {
    PendingHash pending = PendingHash.of(() -> ModelHash.of(folder));
    LocalModel model =
        LocalModel.open(
            folder, wish, EncoderConfig.now(now), context.stopRequested(), (long) cacheMiB << 20);
    model.compute().reason("dtype").ifPresent(context.talk());
    try {
      String hash = pending.get();
      String name = now.equals(EncoderConfig.DEFAULT_NOW) ? hash : Hashes.ofString(hash + now);
      SynthSession.Counting tokens =
          new SynthSession.Counting(
              text -> model.tokenizer().encodePlain(text).length, model.tokenizer().sha256());
      int room = model.model().config().maxPositionEmbeddings();
      return new Asked(new LocalAnswers(model, room), name, tokens, model::close);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Makes an endpoint ready.
   *
   * @param keyVariable the variable of the environment that holds its key, if it is set
   */
  static Asked endpoint(EndpointConfig config, String keyVariable, RunContext context) {
    EndpointGenerator generator =
        new EndpointGenerator(
            config,
            key(keyVariable),
            context.clock(),
            EndpointGenerator.Sleeper.until(context.stopRequested()),
            context.stopRequested());
    String name = Hashes.ofString("endpoint " + config.base() + " " + config.model());
    return new Asked(
        generator,
        name,
        new SynthSession.Counting(TokenCounter.words(), "words"),
        generator::close);
  }

  /**
   * The key of an endpoint in the environment; empty if the variable is not set.
   *
   * @throws UserError if no header can hold it
   */
  static String key(String variable) {
    return key(variable, Objects.requireNonNullElse(System.getenv(variable), ""));
  }

  static String key(String variable, String value) {
    String key = value.strip();
    if (!key.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      // The key itself must not be shown.
      throw new UserError(
          "the key in the environment variable "
              + variable
              + " holds a line break or a character beyond ASCII, which no request can carry; set"
              + " it again, as one line");
    }
    return key;
  }

  PartialGenerator generator() {
    return generator;
  }

  /** Names it by content in provenance. */
  String name() {
    return name;
  }

  /** How tokens of documents are counted for it. */
  SynthSession.Counting counting() {
    return counting;
  }

  @Override
  public void close() {
    close.run();
  }
}
