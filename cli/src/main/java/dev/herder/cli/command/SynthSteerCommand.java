package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.run.RunContext;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.synthdata.UnitSource;
import dev.herder.synthdata.rows.Seeds;
import dev.herder.synthdata.rows.Steer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rewrite answers so that they obey a system prompt. */
@Command(
    name = "steer",
    description = "Rewrite answers so that they obey a system prompt.",
    footer = {
      "  herder synth steer --model llama --data train.jsonl --constraints prompts.txt --out"
          + " steered",
    })
public final class SynthSteerCommand implements Callable<Integer>, Configured {
  @Mixin SynthOptions options;

  @Mixin SynthRowOptions rows;

  @Mixin SynthJudgeOptions judging;

  @ConfigKey("constraints")
  @Option(
      names = "--constraints",
      paramLabel = "FILE",
      description = "System prompts, one a line; each row gets one.")
  @Nullable String constraints;

  @Mixin CommonOptions common;

  /** The settings. */
  record Settings(
      Path out,
      SynthAsking ask,
      List<Path> data,
      SynthJudging judge,
      Path constraints,
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
            Path.of("none"),
            42,
            EncoderConfig.DEFAULT_NOW,
            "auto",
            "auto",
            0),
        "out",
        "data",
        "constraints");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), Settings::seed, SynthSteerCommand::run);
  }

  private static Map<String, @Nullable Object> run(Settings s, RunContext context)
      throws IOException {
    return session(s)
        .run(
            s.judge().around(new Steer(Seeds.lines(s.constraints()))),
            s.judge(),
            counting -> new UnitSource.Rows(s.data()),
            context);
  }

  private static SynthSession session(Settings s) {
    return new SynthSession(
        s.out(), s.ask(), s.seed(), s.now(), s.dtype(), s.device(), s.threads());
  }
}
