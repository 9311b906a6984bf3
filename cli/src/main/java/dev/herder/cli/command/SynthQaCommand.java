package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.run.RunContext;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.synthdata.rows.Qa;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Make questions and answers from every chunk of documents. */
@Command(
    name = "qa",
    description = "Make questions and answers from every chunk of documents.",
    footer = {
      "  herder synth qa --model llama --documents guide.pdf --out qa --pairs 5",
      "  herder synth qa --model llama --documents docs --out qa --unanswerable 1 --follow-ups 2"
          + " --judge",
      "  herder sft --model llama --data qa/sft.jsonl --out tuned",
    })
public final class SynthQaCommand implements Callable<Integer>, Configured {
  @Mixin SynthOptions options;

  @Mixin SynthDocumentOptions documents;

  @Mixin SynthJudgeOptions judging;

  @ConfigKey("qa.pairs")
  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "Questions with answers wanted of each chunk.")
  @Nullable String pairs;

  @ConfigKey("qa.unanswerable")
  @Option(
      names = "--unanswerable",
      paramLabel = "N",
      description = "Questions wanted of each chunk that it does not answer.")
  @Nullable String unanswerable;

  @ConfigKey("qa.follow-ups")
  @Option(
      names = "--follow-ups",
      paramLabel = "N",
      description = "Further turns of each conversation.")
  @Nullable String followUps;

  @ConfigKey("qa.attempts")
  @Option(
      names = "--attempts",
      paramLabel = "N",
      description = "How often a chunk is asked for what is missing.")
  @Nullable String attempts;

  @ConfigKey("qa.grounded")
  @Option(names = "--grounded", description = "Show the chunk before the question in every row.")
  @Nullable Boolean grounded;

  @Mixin CommonOptions common;

  /** The settings. */
  record Settings(
      Path out,
      SynthAsking ask,
      SynthJudging judge,
      SynthDocuments documents,
      Qa qa,
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
            new Qa(3, 0, 0, 2, false),
            42,
            EncoderConfig.DEFAULT_NOW,
            "auto",
            "auto",
            0),
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), Settings::seed, SynthQaCommand::run);
  }

  private static Map<String, @Nullable Object> run(Settings s, RunContext context)
      throws IOException {
    return session(s)
        .run(
            s.judge().around(s.qa()),
            s.judge(),
            counting -> s.documents().units(counting, false),
            context);
  }

  private static SynthSession session(Settings s) {
    return new SynthSession(
        s.out(), s.ask(), s.seed(), s.now(), s.dtype(), s.device(), s.threads());
  }
}
