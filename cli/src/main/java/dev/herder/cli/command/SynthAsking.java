package dev.herder.cli.command;

import dev.herder.synthdata.endpoint.EndpointConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whom to ask and how: the settings under {@code ask}. */
record SynthAsking(
    @Nullable Path model,
    @Nullable String endpoint,
    @Nullable String endpointModel,
    String endpointKeyVariable,
    int endpointSeconds,
    int endpointRetries,
    int endpointConcurrency,
    List<String> template,
    double temperature,
    double topP,
    int maxNewTokens,
    int kvCacheMemory,
    int window) {
  static SynthAsking defaults() {
    return new SynthAsking(
        null, null, null, "HERDER_ENDPOINT_KEY", 120, 5, 8, List.of(), 0.7, 0.95, 512, 0, 32);
  }

  /** A server that is treated with this patience. */
  EndpointConfig server(String address, @Nullable String name) {
    return new EndpointConfig(
        address,
        Objects.requireNonNullElse(name, ""),
        endpointSeconds,
        endpointRetries,
        endpointConcurrency);
  }
}
