package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.SplitOptions;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.pruning.Prune;
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

/** The good rows. */
@Command(
    name = "prune",
    description =
        "Keep rows whose score is in the top quartile, or to which a judge gave the most.",
    footer = {
      "  herder data prune --data scored.jsonl --out good",
      "  herder data prune --data graded.jsonl --top-share 0.5 --judge-most 2 --min-difficulty 2 --out good",
    })
public final class DataPruneCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(
      List<Path> data,
      Path out,
      String scoreKey,
      double topShare,
      String judgeKey,
      double judgeMost,
      String difficultyKey,
      double minDifficulty,
      List<String> restore) {}

  @ConfigKey("score-key")
  @Option(
      names = "--score-key",
      paramLabel = "KEY",
      description = "Where a reward model's score stands in the rows.")
  @Nullable String scoreKey;

  @ConfigKey("top-share")
  @Option(
      names = "--top-share",
      paramLabel = "X",
      description = "The share of scored rows that is kept for the score.")
  @Nullable String topShare;

  @ConfigKey("judge-key")
  @Option(names = "--judge-key", paramLabel = "KEY", description = "Where a judge's points stand.")
  @Nullable String judgeKey;

  @ConfigKey("judge-most")
  @Option(
      names = "--judge-most",
      paramLabel = "N",
      description = "The points from which on a row is kept for them.")
  @Nullable String judgeMost;

  @ConfigKey("min-difficulty")
  @Option(names = "--min-difficulty", paramLabel = "N", description = "Drop rows that are easier.")
  @Nullable String minDifficulty;

  @Mixin SplitOptions split;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    Prune.Settings d = Prune.Settings.defaults();
    return Defaults.without(
        new Settings(
            List.of(),
            Path.of("out"),
            d.scoreKey(),
            d.topShare(),
            d.judgeKey(),
            d.judgeMost(),
            d.difficultyKey(),
            d.minDifficulty(),
            List.of()),
        "data",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), s -> 0, DataPruneCommand::work);
  }

  private static Map<String, @Nullable Object> work(Settings s, RunContext context)
      throws IOException {
    Prune.Settings good =
        new Prune.Settings(
            s.scoreKey(),
            s.topShare(),
            s.judgeKey(),
            s.judgeMost(),
            s.difficultyKey(),
            s.minDifficulty());
    StepResult result =
        new Prune().run(new Prune.Config(s.data(), s.out(), good, s.restore()), context);
    return QualityFigures.of(s.out(), result);
  }
}
