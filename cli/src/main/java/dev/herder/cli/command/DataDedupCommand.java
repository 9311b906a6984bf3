package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.SplitOptions;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.duplicates.Compared;
import dev.herder.dataquality.duplicates.Deduplicate;
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

/** Rows without duplicates. */
@Command(
    name = "dedup",
    description =
        "Drop rows that say the same as an earlier one, exactly or nearly (MinHash, then exact).",
    footer = {
      "  herder data dedup --data train.jsonl --out unique",
      "  herder data dedup --data a.jsonl b.jsonl --threshold 0.7 --shingle 2 --out unique",
      "  herder data dedup --data train.jsonl --compare prompt --out unique",
    })
public final class DataDedupCommand implements Callable<Integer>, Configured {
  /** The settings; 0 threads mean as many as there are processors. */
  record Settings(
      List<Path> data,
      Path out,
      double threshold,
      int shingle,
      Compared compare,
      boolean near,
      List<String> restore,
      int threads) {}

  @ConfigKey("threshold")
  @Option(
      names = "--threshold",
      paramLabel = "X",
      description = "The least Jaccard similarity of near duplicates.")
  @Nullable String threshold;

  @ConfigKey("shingle")
  @Option(
      names = "--shingle",
      paramLabel = "N",
      description = "Words in the sequences that rows are compared by.")
  @Nullable String shingle;

  @ConfigKey("compare")
  @Option(names = "--compare", paramLabel = "WHAT", description = "all texts of a row, or prompt.")
  @Nullable String compare;

  @ConfigKey("near")
  @Option(
      names = "--near",
      paramLabel = "true|false",
      description = "Whether near duplicates are looked for, or exact ones alone.")
  @Nullable String near;

  @Mixin SplitOptions split;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    Deduplicate.Settings d = Deduplicate.Settings.defaults();
    return Defaults.without(
        new Settings(
            List.of(),
            Path.of("out"),
            d.threshold(),
            d.shingle(),
            d.compare(),
            d.near(),
            List.of(),
            0),
        "data",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), s -> 0, DataDedupCommand::work);
  }

  private static Map<String, @Nullable Object> work(Settings s, RunContext context)
      throws IOException {
    Deduplicate.Settings same =
        new Deduplicate.Settings(s.threshold(), s.shingle(), s.compare(), s.near());
    int threads = s.threads() == 0 ? Runtime.getRuntime().availableProcessors() : s.threads();
    StepResult result =
        new Deduplicate()
            .run(new Deduplicate.Config(s.data(), s.out(), same, threads, s.restore()), context);
    return QualityFigures.of(s.out(), result);
  }
}
