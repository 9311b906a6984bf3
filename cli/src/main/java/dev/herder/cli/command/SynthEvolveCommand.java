package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.run.RunContext;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.synthdata.UnitSource;
import dev.herder.synthdata.rows.Evolve;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Make instructions harder or broader step by step, and answer them. */
@Command(
    name = "evolve",
    description = "Make instructions harder or broader step by step, and answer them.",
    footer = {
      "  herder synth evolve --model llama --data tasks.jsonl --out evolved --steps 3",
    })
public final class SynthEvolveCommand implements Callable<Integer>, Configured {
  @Mixin SynthOptions options;

  @Mixin SynthRowOptions rows;

  @Mixin SynthJudgeOptions judging;

  @ConfigKey("evolve.steps")
  @Option(names = "--steps", paramLabel = "N", description = "Rewritings of each instruction.")
  @Nullable String steps;

  @Mixin CommonOptions common;

  /** The settings. */
  record Settings(
      Path out,
      SynthAsking ask,
      List<Path> data,
      SynthJudging judge,
      Evolve evolve,
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
            new Evolve(2, Evolve.OPERATIONS),
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
    return common.run(Settings.class, defaults(), Settings::seed, SynthEvolveCommand::run);
  }

  private static Map<String, @Nullable Object> run(Settings s, RunContext context)
      throws IOException {
    return session(s)
        .run(
            s.judge().around(s.evolve()),
            s.judge(),
            counting -> new UnitSource.Rows(s.data()),
            context);
  }

  private static SynthSession session(Settings s) {
    return new SynthSession(
        s.out(), s.ask(), s.seed(), s.now(), s.dtype(), s.device(), s.threads());
  }
}
