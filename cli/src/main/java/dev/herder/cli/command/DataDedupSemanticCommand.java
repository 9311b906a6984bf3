package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.SplitOptions;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.duplicates.SemanticDeduplicate;
import dev.herder.dataquality.duplicates.VectorFile;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rows without those that mean the same. */
@Command(
    name = "dedup-semantic",
    description = "Drop rows that mean the same as a better one, by the cosine of their vectors.",
    footer = {
      "  herder data dedup-semantic --data graded.jsonl --embeddings vectors.jsonl --out unique",
      "  herder data dedup-semantic --data graded.jsonl --embeddings vectors.jsonl --threshold 0.85 --clusters 1 --out unique",
    })
public final class DataDedupSemanticCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(
      List<Path> data,
      Path embeddings,
      Path out,
      double threshold,
      int clusters,
      String qualityKey,
      String difficultyKey,
      List<String> restore,
      long seed) {}

  @ConfigKey("embeddings")
  @Option(
      names = "--embeddings",
      paramLabel = "FILE",
      description = "A line {\"embedding\": [...]} for each row that can be read, in their order.")
  @Nullable String embeddings;

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
            Path.of("vectors"),
            Path.of("out"),
            d.threshold(),
            d.clusters(),
            d.qualityKey(),
            d.difficultyKey(),
            List.of(),
            42),
        "data",
        "embeddings",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), Settings::seed, DataDedupSemanticCommand::work);
  }

  private static Map<String, @Nullable Object> work(Settings s, RunContext context)
      throws IOException {
    try (VectorFile vectors = new VectorFile(s.embeddings())) {
      SemanticDeduplicate.Settings same =
          new SemanticDeduplicate.Settings(
              s.threshold(), s.clusters(), s.qualityKey(), s.difficultyKey());
      StepResult result =
          new SemanticDeduplicate(vectors)
              .run(new SemanticDeduplicate.Config(s.data(), s.out(), same, s.restore()), context);
      return QualityFigures.of(s.out(), result);
    }
  }
}
