package dev.herder.cli.command;

import dev.herder.cli.option.ConfigKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that makes rows by asking a model. */
final class SynthOptions {
  @ConfigKey("ask.model")
  @Option(names = "--model", paramLabel = "DIR", description = "The model that is asked, or:")
  @Nullable String model;

  @ConfigKey("ask.endpoint")
  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "A server that speaks OpenAI's /v1/chat/completions.")
  @Nullable String endpoint;

  @ConfigKey("ask.endpoint-model")
  @Option(
      names = "--endpoint-model",
      paramLabel = "NAME",
      description = "The model's name at the server.")
  @Nullable String endpointModel;

  @ConfigKey("ask.endpoint-key-variable")
  @Option(
      names = "--endpoint-key-variable",
      paramLabel = "NAME",
      description = "The variable of the environment that holds the server's key, if it is set.")
  @Nullable String endpointKeyVariable;

  @ConfigKey("ask.endpoint-concurrency")
  @Option(names = "--endpoint-concurrency", paramLabel = "N", description = "Requests in flight.")
  @Nullable String endpointConcurrency;

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "DIR", description = "Where the rows go.")
  @Nullable String out;

  @ConfigKey("ask.template")
  @Option(
      names = "--template",
      paramLabel = "[NAME=]FILE",
      description = "A prompt template in the place of the program's; may be repeated.")
  @Nullable List<String> template;

  @ConfigKey("ask.temperature")
  @Option(names = "--temperature", paramLabel = "X", description = "0 is greedy.")
  @Nullable String temperature;

  @ConfigKey("ask.top-p")
  @Option(names = "--top-p", paramLabel = "X", description = "The likeliest tokens of mass X.")
  @Nullable String topP;

  @ConfigKey("ask.max-new-tokens")
  @Option(names = "--max-new-tokens", paramLabel = "N", description = "Longest answer in tokens.")
  @Nullable String maxNewTokens;
}
