package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.run.RunContext;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.synthdata.UnitSource;
import dev.herder.synthdata.rows.Cot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answer questions with reasoning step by step. */
@Command(
    name = "cot",
    description = "Answer questions with reasoning step by step.",
    footer = {
      "  herder synth cot --model llama --data questions.jsonl --out reasoned --attempts 4",
    })
public final class SynthCotCommand implements Callable<Integer>, Configured {
  @Mixin SynthOptions options;

  @Mixin SynthRowOptions rows;

  @Mixin SynthJudgeOptions judging;

  @ConfigKey("attempts")
  @Option(
      names = "--attempts",
      paramLabel = "N",
      description = "How often a question is asked until an answer is usable.")
  @Nullable String attempts;

  @Mixin CommonOptions common;

  /** The settings. */
  record Settings(
      Path out,
      SynthAsking ask,
      List<Path> data,
      SynthJudging judge,
      int attempts,
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
            2,
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
    return common.run(Settings.class, defaults(), Settings::seed, SynthCotCommand::run);
  }

  private static Map<String, @Nullable Object> run(Settings s, RunContext context)
      throws IOException {
    return session(s)
        .run(
            s.judge().around(new Cot(s.attempts())),
            s.judge(),
            counting -> new UnitSource.Rows(s.data()),
            context);
  }

  private static SynthSession session(Settings s) {
    return new SynthSession(
        s.out(), s.ask(), s.seed(), s.now(), s.dtype(), s.device(), s.threads());
  }
}
