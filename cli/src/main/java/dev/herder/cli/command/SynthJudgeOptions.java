package dev.herder.cli.command;

import dev.herder.cli.option.ConfigKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that can have their rows judged. */
final class SynthJudgeOptions {
  @ConfigKey("judge.enabled")
  @Option(
      names = "--judge",
      description = "Let the same model judge each row; those not accepted go to rejected.jsonl.")
  @Nullable Boolean judge;

  @ConfigKey("judge.model")
  @Option(
      names = "--judge-model",
      paramLabel = "DIR",
      description = "Let this model judge each row, or:")
  @Nullable String judgeModel;

  @ConfigKey("judge.endpoint")
  @Option(
      names = "--judge-endpoint",
      paramLabel = "URL",
      description = "Let a server judge; its key stands in HERDER_JUDGE_KEY.")
  @Nullable String judgeEndpoint;

  @ConfigKey("judge.endpoint-model")
  @Option(
      names = "--judge-endpoint-model",
      paramLabel = "NAME",
      description = "The judge's name at its server.")
  @Nullable String judgeEndpointModel;

  @ConfigKey("judge.scale")
  @Option(names = "--scale", paramLabel = "N", description = "The judge's best score.")
  @Nullable String scale;

  @ConfigKey("judge.min-score")
  @Option(
      names = "--min-score",
      paramLabel = "N",
      description = "The score from which a row is accepted.")
  @Nullable String minScore;
}
