package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.run.RunContext;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.synthdata.UnitSource;
import dev.herder.synthdata.judge.JudgeRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judge rows by a rubric, and preferences in both orders. */
@Command(
    name = "judge",
    description = "Judge rows by a rubric, and preferences in both orders.",
    footer = {
      "  herder synth judge --model llama --data qa/sft.jsonl --out judged --min-score 4",
      "  herder synth judge --model llama --data rows.jsonl --out judged --template rubric.jinja",
    })
public final class SynthJudgeCommand implements Callable<Integer>, Configured {
  @Mixin SynthOptions options;

  @Mixin SynthRowOptions rows;

  @ConfigKey("judge.scale")
  @Option(names = "--scale", paramLabel = "N", description = "The best score.")
  @Nullable String scale;

  @ConfigKey("judge.min-score")
  @Option(
      names = "--min-score",
      paramLabel = "N",
      description = "The score from which a row is accepted.")
  @Nullable String minScore;

  @Mixin CommonOptions common;

  /** The settings. */
  record Settings(
      Path out,
      SynthAsking ask,
      List<Path> data,
      SynthJudging judge,
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
    return common.run(Settings.class, defaults(), Settings::seed, SynthJudgeCommand::run);
  }

  private static Map<String, @Nullable Object> run(Settings s, RunContext context)
      throws IOException {
    return session(s)
        .run(new JudgeRows(s.judge().alone()), counting -> new UnitSource.Rows(s.data()), context);
  }

  private static SynthSession session(Settings s) {
    return new SynthSession(
        s.out(), s.ask(), s.seed(), s.now(), s.dtype(), s.device(), s.threads());
  }
}
