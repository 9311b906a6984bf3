package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.run.RunContext;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.synthdata.UnitSource;
import dev.herder.synthdata.rows.CaptionQa;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Make questions on captions and OCR, with the best of several answers. */
@Command(
    name = "caption-qa",
    description = "Make questions on captions and OCR, with the best of several answers.",
    footer = {
      "  herder synth caption-qa --model llama --data captions.jsonl --reward reward --out images",
      "  herder synth caption-qa --model llama --data captions.jsonl --verifier length:80 --out"
          + " images --answers 8 --keep 2",
    })
public final class SynthCaptionQaCommand implements Callable<Integer>, Configured {
  @Mixin SynthOptions options;

  @Mixin SynthRowOptions rows;

  @Mixin SynthJudgeOptions judging;

  @ConfigKey("reward")
  @Option(
      names = "--reward",
      paramLabel = "DIR",
      description = "The reward model that ranks answers, or:")
  @Nullable String reward;

  @ConfigKey("verifier")
  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      description = "A verifier that ranks answers, as in 'herder score'.")
  @Nullable String verifier;

  @ConfigKey("questions")
  @Option(names = "--questions", paramLabel = "N", description = "Questions wanted of each image.")
  @Nullable String questions;

  @ConfigKey("answers")
  @Option(names = "--answers", paramLabel = "N", description = "Answers drawn to each question.")
  @Nullable String answers;

  @ConfigKey("keep")
  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "Best answers to a question that become rows.")
  @Nullable String keep;

  @ConfigKey("min-reward")
  @Option(
      names = "--min-reward",
      paramLabel = "X",
      description = "Answers that score less are dropped.")
  @Nullable String minReward;

  @Mixin CommonOptions common;

  /** The settings. */
  record Settings(
      Path out,
      SynthAsking ask,
      List<Path> data,
      SynthJudging judge,
      @Nullable Path reward,
      @Nullable String verifier,
      int questions,
      int answers,
      int keep,
      double minReward,
      long seed,
      String now,
      String dtype,
      String device,
      int threads) {}

  @Override
  public JsonNode defaults() {
    return Defaults.without(
        new Settings(
            Path.of("none"),
            SynthAsking.defaults(),
            List.of(),
            SynthJudging.defaults(),
            null,
            null,
            3,
            4,
            1,
            -1e9,
            42,
            EncoderConfig.DEFAULT_NOW,
            "auto",
            "auto",
            0),
        "out",
        "data");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), Settings::seed, SynthCaptionQaCommand::run);
  }

  private static Map<String, @Nullable Object> run(Settings s, RunContext context)
      throws IOException {
    SynthSession session = session(s);
    try (ChosenScorer scorer =
        ChosenScorer.open(s.reward(), s.verifier(), session.wish(), EncoderConfig.now(s.now()))) {
      CaptionQa rows =
          new CaptionQa(s.questions(), s.answers(), s.keep(), scorer.scorer(), s.minReward());
      return session.run(
          s.judge().around(rows), s.judge(), counting -> new UnitSource.Rows(s.data()), context);
    }
  }

  private static SynthSession session(Settings s) {
    return new SynthSession(
        s.out(), s.ask(), s.seed(), s.now(), s.dtype(), s.device(), s.threads());
  }
}
