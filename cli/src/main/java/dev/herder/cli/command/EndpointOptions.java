package dev.herder.cli.command;

import dev.herder.cli.option.ConfigKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command on data says of a server beside its address. */
final class EndpointOptions {
  @ConfigKey("endpoint-model")
  @Option(
      names = "--endpoint-model",
      paramLabel = "NAME",
      description = "The model's name at the server.")
  @Nullable String endpointModel;

  @ConfigKey("endpoint-key-variable")
  @Option(
      names = "--endpoint-key-variable",
      paramLabel = "NAME",
      description = "The variable of the environment that holds the server's key, if it is set.")
  @Nullable String endpointKeyVariable;
}
