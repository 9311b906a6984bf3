package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.SplitOptions;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.ratings.RatingNoise;
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

/** Rows whose ratings can be believed. */
@Command(
    name = "ratings",
    description = "Drop rows whose rating disagrees with what independent scores make of them.",
    footer = {
      "  herder data ratings --data rated.jsonl --out sound",
      "  herder data ratings --data rated.jsonl --rating-key stars --score-keys score,judge --distance 2 --out sound",
    })
public final class DataRatingsCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(
      List<Path> data,
      Path out,
      String ratingKey,
      List<String> scoreKeys,
      int neighbours,
      double distance,
      List<String> restore) {}

  @ConfigKey("rating-key")
  @Option(
      names = "--rating-key",
      paramLabel = "KEY",
      description = "Where the rating stands in the rows.")
  @Nullable String ratingKey;

  @ConfigKey("score-keys")
  @Option(
      names = "--score-keys",
      paramLabel = "KEY",
      split = ",",
      description = "Where independent scores stand.")
  @Nullable List<String> scoreKeys;

  @ConfigKey("neighbours")
  @Option(names = "--neighbours", paramLabel = "N", description = "Rows that are asked for theirs.")
  @Nullable String neighbours;

  @ConfigKey("distance")
  @Option(
      names = "--distance",
      paramLabel = "X",
      description = "From the neighbours' median at which a rating is suspect.")
  @Nullable String distance;

  @Mixin SplitOptions split;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    RatingNoise.Settings d = RatingNoise.Settings.defaults();
    return Defaults.without(
        new Settings(
            List.of(),
            Path.of("out"),
            d.ratingKey(),
            d.scoreKeys(),
            d.neighbours(),
            d.distance(),
            List.of()),
        "data",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), s -> 0, DataRatingsCommand::work);
  }

  private static Map<String, @Nullable Object> work(Settings s, RunContext context)
      throws IOException {
    RatingNoise.Settings noise =
        new RatingNoise.Settings(s.ratingKey(), s.scoreKeys(), s.neighbours(), s.distance());
    StepResult result =
        new RatingNoise()
            .run(new RatingNoise.Config(s.data(), s.out(), noise, s.restore()), context);
    return QualityFigures.of(s.out(), result);
  }
}
