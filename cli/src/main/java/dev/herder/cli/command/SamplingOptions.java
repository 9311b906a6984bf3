package dev.herder.cli.command;

import dev.herder.cli.option.ConfigKey;
import java.util.List;
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

  @ConfigKey("min-p")
  @Option(
      names = "--min-p",
      paramLabel = "X",
      description = "Tokens at least X times as likely as the likeliest.")
  @Nullable String minP;

  @ConfigKey("repetition-penalty")
  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      description = "Makes tokens that were there already less likely; 1 is none.")
  @Nullable String repetitionPenalty;

  @ConfigKey("stop")
  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "Ends an answer where it occurs; may be repeated.")
  @Nullable List<String> stop;

  @ConfigKey("max-new-tokens")
  @Option(names = "--max-new-tokens", paramLabel = "N", description = "Longest answer in tokens.")
  @Nullable String maxNewTokens;

  @ConfigKey("kv-cache-memory")
  @Option(
      names = "--kv-cache-memory",
      paramLabel = "MIB",
      description = "For keys and values of answers in progress; 0 is half of what is free.")
  @Nullable String kvCacheMemory;

  @ConfigKey("sampler-dtype")
  @Option(
      names = "--sampler-dtype",
      paramLabel = "DTYPE",
      description = "auto (that of --dtype), float32, or int8 weights.")
  @Nullable String samplerDtype;
}
