package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.run.RunContext;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.synthdata.UnitSource;
import dev.herder.synthdata.rows.Seeds;
import dev.herder.synthdata.rows.SelfInstruct;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Make new tasks after the example of seed tasks, and do them. */
@Command(
    name = "self-instruct",
    description = "Make new tasks after the example of seed tasks, and do them.",
    footer = {
      "  herder synth self-instruct --model llama --data seeds.jsonl --out tasks --count 1000",
    })
public final class SynthSelfInstructCommand implements Callable<Integer>, Configured {
  @Mixin SynthOptions options;

  @Mixin SynthJudgeOptions judging;

  @ConfigKey("data")
  @Option(names = "--data", paramLabel = "FILE", description = "JSON Lines of seed tasks.")
  @Nullable String data;

  @ConfigKey("count")
  @Option(names = "--count", paramLabel = "N", description = "Attempts at a new task.")
  @Nullable String count;

  @ConfigKey("shown")
  @Option(names = "--shown", paramLabel = "N", description = "Seed tasks that an attempt shows.")
  @Nullable String shown;

  @ConfigKey("novelty")
  @Option(
      names = "--novelty",
      paramLabel = "X",
      description = "ROUGE-L from which a task counts as one that was there.")
  @Nullable String novelty;

  @Mixin CommonOptions common;

  /** The settings. */
  record Settings(
      Path out,
      SynthAsking ask,
      Path data,
      SynthJudging judge,
      int count,
      int shown,
      double novelty,
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
            Path.of("none"),
            SynthJudging.defaults(),
            100,
            4,
            0.7,
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
    return common.run(Settings.class, defaults(), Settings::seed, SynthSelfInstructCommand::run);
  }

  private static Map<String, @Nullable Object> run(Settings s, RunContext context)
      throws IOException {
    SelfInstruct rows = new SelfInstruct(Seeds.read(s.data()), s.shown(), s.novelty());
    return session(s)
        .run(
            s.judge().around(rows),
            s.judge(),
            counting -> new UnitSource.Attempts(s.data(), s.count()),
            context);
  }

  private static SynthSession session(Settings s) {
    return new SynthSession(
        s.out(), s.ask(), s.seed(), s.now(), s.dtype(), s.device(), s.threads());
  }
}
