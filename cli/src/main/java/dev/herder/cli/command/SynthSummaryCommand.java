package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.run.RunContext;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.synthdata.rows.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Summarize long documents by their parts, and ask about the whole. */
@Command(
    name = "summary",
    description = "Summarize long documents by their parts, and ask about the whole.",
    footer = {
      "  herder synth summary --model llama --documents books --out summaries --pairs 5",
    })
public final class SynthSummaryCommand implements Callable<Integer>, Configured {
  @Mixin SynthOptions options;

  @Mixin SynthDocumentOptions documents;

  @Mixin SynthJudgeOptions judging;

  @ConfigKey("summary.pairs")
  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "Questions with answers wanted on each document.")
  @Nullable String pairs;

  @ConfigKey("summary.fan-in")
  @Option(
      names = "--fan-in",
      paramLabel = "N",
      description = "Summaries that are summarized together.")
  @Nullable String fanIn;

  @ConfigKey("summary.max-context-tokens")
  @Option(
      names = "--max-context-tokens",
      paramLabel = "N",
      description = "The longest document that rows show whole.")
  @Nullable String maxContextTokens;

  @Mixin CommonOptions common;

  /** The settings. */
  record Settings(
      Path out,
      SynthAsking ask,
      SynthJudging judge,
      SynthDocuments documents,
      Summary summary,
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
            SynthJudging.defaults(),
            SynthDocuments.defaults(),
            new Summary(6, 3, 4096),
            42,
            EncoderConfig.DEFAULT_NOW,
            "auto",
            "auto",
            0),
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), Settings::seed, SynthSummaryCommand::run);
  }

  private static Map<String, @Nullable Object> run(Settings s, RunContext context)
      throws IOException {
    return session(s)
        .run(
            s.judge().around(s.summary()),
            s.judge(),
            counting -> s.documents().units(counting, true),
            context);
  }

  private static SynthSession session(Settings s) {
    return new SynthSession(
        s.out(), s.ask(), s.seed(), s.now(), s.dtype(), s.device(), s.threads());
  }
}
