package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.TrainingOptions;
import dev.herder.reward.Reward;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reward modelling. */
@Command(
    name = "reward",
    description = "Train a reward model on preferences or rankings (Bradley-Terry, as Llama 3).",
    footer = {
      "  herder reward --model llama --data pairs.jsonl --eval-data held-out.jsonl --out reward",
      "  herder reward --model llama --data pairs.jsonl --out adapter --lora-r 16 --learning-rate"
          + " 1e-4",
    })
public final class RewardCommand implements Callable<Integer>, Configured {
  @ConfigKey("model")
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The model to start from: a language model, or a reward model to go on with.")
  @Nullable String model;

  @ConfigKey("data")
  @Option(
      names = "--data",
      paramLabel = "FILE",
      arity = "1..*",
      description = "JSON Lines with prompt, chosen, rejected (and edited), or with responses.")
  @Nullable List<String> data;

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "DIR", description = "Where the reward model goes.")
  @Nullable String out;

  @ConfigKey("score-head")
  @Option(
      names = "--score-head",
      paramLabel = "FILE",
      description = "A safetensors file with score.weight to start from; else drawn by the seed.")
  @Nullable String scoreHead;

  @ConfigKey("loss-type")
  @Option(
      names = "--loss-type",
      paramLabel = "TYPE",
      description = "row-mean, pair-mean or plackett-luce; they differ from three answers on.")
  @Nullable String lossType;

  @ConfigKey("center-rewards-coefficient")
  @Option(
      names = "--center-rewards-coefficient",
      paramLabel = "X",
      description = "Weight of the mean of (better + worse)^2, which keeps scores near 0.")
  @Nullable String centerRewardsCoefficient;

  @ConfigKey("min-strength")
  @Option(
      names = "--min-strength",
      paramLabel = "STRENGTH",
      description =
          "Rows with a weaker strength are left out: marginally-better, slightly-better, better or"
              + " significantly-better.")
  @Nullable String minStrength;

  @ConfigKey("ensemble")
  @Option(
      names = "--ensemble",
      paramLabel = "DIR",
      arity = "1..*",
      description = "Further reward models whose agreement the report shows.")
  @Nullable List<String> ensemble;

  @Mixin TrainingOptions training;
  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return Defaults.without(
        Reward.Config.of(Path.of("model"), List.of(), Path.of("out")), "model", "data", "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(
        Reward.Config.class,
        defaults(),
        Reward.Config::seed,
        (config, context) -> {
          Reward.Result result = new Reward().run(config, context);
          return TrainedFigures.of(result.out(), result.rows(), result.outcome());
        });
  }
}
