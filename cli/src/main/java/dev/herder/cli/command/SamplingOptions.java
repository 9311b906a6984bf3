package dev.herder.cli.command;

import dev.herder.cli.option.ConfigKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that samples answers. */
final class SamplingOptions {
  @ConfigKey("model")
  @Option(names = "--model", paramLabel = "DIR", description = "The model that answers.")
  @Nullable String model;

  @ConfigKey("prompts")
  @Option(names = "--prompts", paramLabel = "FILE", description = "JSON Lines of prompts.")
  @Nullable String prompts;

  @ConfigKey("temperature")
  @Option(names = "--temperature", paramLabel = "X", description = "0 is greedy.")
  @Nullable String temperature;

  @ConfigKey("top-k")
  @Option(names = "--top-k", paramLabel = "N", description = "The N likeliest tokens; 0 is all.")
  @Nullable String topK;

  @ConfigKey("top-p")
  @Option(names = "--top-p", paramLabel = "X", description = "The likeliest tokens of mass X.")
  @Nullable String topP;

  @ConfigKey("max-new-tokens")
  @Option(names = "--max-new-tokens", paramLabel = "N", description = "Longest answer in tokens.")
  @Nullable String maxNewTokens;
}
