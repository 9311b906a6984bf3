package dev.herder.cli.command;

import dev.herder.engine.checkpoint.CheckpointWriter;
import dev.herder.engine.checkpoint.Init;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Random weights for any shape. */
@Command(
    name = "init",
    description = "Make a model with random weights from a config.json.",
    footer = "  herder init --config shape/config.json --out untrained --seed 7")
public final class InitCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A config.json; tokenizer files beside it are copied.")
  @Nullable Path config;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "The new model.")
  @Nullable Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the weights (${DEFAULT-VALUE}).")
  long seed = 42;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Override
  public Integer call() throws IOException {
    Init.run(
        Objects.requireNonNull(config),
        Objects.requireNonNull(out),
        seed,
        CheckpointWriter.DEFAULT_SHARD_BYTES);
    return 0;
  }
}
