package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.SplitOptions;
import dev.herder.core.UserError;
import dev.herder.core.data.InputFiles;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.duplicates.SemanticDeduplicate;
import dev.herder.dataquality.duplicates.VectorFile;
import dev.herder.dataquality.rows.StepResult;
import dev.herder.engine.lm.LocalEmbedder;
import dev.herder.engine.machine.Machine;
import dev.herder.synthdata.endpoint.EndpointConfig;
import dev.herder.synthdata.endpoint.EndpointEmbedder;
import dev.herder.synthdata.endpoint.EndpointGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rows without those that mean the same. */
@Command(
    name = "dedup-semantic",
    description = "Drop rows that mean the same as a better one, by the cosine of their vectors.",
    footer = {
      "  herder data dedup-semantic --data graded.jsonl --model llama --threshold 0.97 --out"
          + " unique",
      "  herder data dedup-semantic --data graded.jsonl --endpoint http://localhost:8000"
          + " --endpoint-model bge --out unique",
      "  herder data dedup-semantic --data graded.jsonl --embeddings vectors.jsonl --clusters 1"
          + " --out unique",
    })
public final class DataDedupSemanticCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(
      List<Path> data,
      @Nullable Path model,
      @Nullable String endpoint,
      @Nullable String endpointModel,
      String endpointKeyVariable,
      int endpointSeconds,
      int endpointRetries,
      @Nullable Path embeddings,
      Path out,
      double threshold,
      int clusters,
      String qualityKey,
      String difficultyKey,
      List<String> restore,
      long seed,
      String dtype,
      String device,
      int threads) {}

  @ConfigKey("model")
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The language model whose hidden states are the vectors, or:")
  @Nullable String model;

  @ConfigKey("endpoint")
  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "A server that speaks OpenAI's /v1/embeddings, or:")
  @Nullable String endpoint;

  @ConfigKey("embeddings")
  @Option(
      names = "--embeddings",
      paramLabel = "FILE",
      description = "A line {\"embedding\": [...]} for each row that can be read, in their order.")
  @Nullable String embeddings;

  @Mixin EndpointOptions server;

  @ConfigKey("threshold")
  @Option(
      names = "--threshold",
      paramLabel = "X",
      description = "The cosine from which on two rows mean the same.")
  @Nullable String threshold;

  @ConfigKey("clusters")
  @Option(
      names = "--clusters",
      paramLabel = "N",
      description = "Rows are compared within these; 0 takes one for 10,000 rows.")
  @Nullable String clusters;

  @ConfigKey("quality-key")
  @Option(
      names = "--quality-key",
      paramLabel = "KEY",
      description = "Where the quality stands in the rows.")
  @Nullable String qualityKey;

  @ConfigKey("difficulty-key")
  @Option(
      names = "--difficulty-key",
      paramLabel = "KEY",
      description = "Where the difficulty stands.")
  @Nullable String difficultyKey;

  @Mixin SplitOptions split;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    SemanticDeduplicate.Settings d = SemanticDeduplicate.Settings.defaults();
    return Defaults.without(
        new Settings(
            List.of(),
            null,
            null,
            null,
            "HERDER_ENDPOINT_KEY",
            120,
            5,
            null,
            Path.of("out"),
            d.threshold(),
            d.clusters(),
            d.qualityKey(),
            d.difficultyKey(),
            List.of(),
            42,
            "auto",
            "auto",
            0),
        "data",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), Settings::seed, DataDedupSemanticCommand::work);
  }

  private static Map<String, @Nullable Object> work(Settings s, RunContext context)
      throws IOException {
    Path embeddings = s.embeddings();
    Path model = s.model();
    String endpoint = s.endpoint();
    if (Stream.of(embeddings, model, endpoint).filter(Objects::nonNull).count() != 1) {
      throw new UserError(
          "dedup-semantic: expected one of --model DIR, --endpoint URL and --embeddings FILE, which"
              + " says where the vectors come from");
    }
    // Before a model is loaded.
    s.data().forEach(InputFiles::requireRegular);
    if (embeddings != null) {
      try (VectorFile vectors = new VectorFile(embeddings)) {
        return work(s, new SemanticDeduplicate(vectors), context);
      }
    }
    if (endpoint != null) {
      EndpointConfig config =
          new EndpointConfig(
              endpoint,
              Objects.requireNonNullElse(s.endpointModel(), ""),
              s.endpointSeconds(),
              s.endpointRetries(),
              1);
      EndpointEmbedder embedder =
          new EndpointEmbedder(
              config,
              Asked.key(s.endpointKeyVariable()),
              context.clock(),
              EndpointGenerator.Sleeper.until(context.stopRequested()),
              context.stopRequested());
      return work(s, new SemanticDeduplicate(embedder, true), context);
    }
    Machine.Wish wish = new Machine.Wish(s.device(), s.dtype(), s.threads(), 0);
    try (LocalEmbedder embedder =
        LocalEmbedder.open(Objects.requireNonNull(model), wish, context.stopRequested())) {
      return work(s, new SemanticDeduplicate(embedder, true), context);
    }
  }

  private static Map<String, @Nullable Object> work(
      Settings s, SemanticDeduplicate step, RunContext context) throws IOException {
    SemanticDeduplicate.Settings same =
        new SemanticDeduplicate.Settings(
            s.threshold(), s.clusters(), s.qualityKey(), s.difficultyKey());
    StepResult result =
        step.run(new SemanticDeduplicate.Config(s.data(), s.out(), same, s.restore()), context);
    return QualityFigures.of(s.out(), result);
  }
}
