package dev.herder.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that make rows by asking a model. */
@Command(
    name = "synth",
    description = "Make rows from documents or from rows by asking a model or an endpoint.",
    footer = {
      "  herder synth qa --model llama --documents guide.pdf --out qa",
      "  herder synth qa --endpoint http://localhost:8000 --endpoint-model llama --documents docs"
          + " --out qa --judge",
      "  herder synth judge --model llama --data qa/sft.jsonl --out judged",
    },
    subcommands = {
      SynthQaCommand.class,
      SynthCotCommand.class,
      SynthSummaryCommand.class,
      SynthEvolveCommand.class,
      SynthSelfInstructCommand.class,
      SynthSteerCommand.class,
      SynthCaptionQaCommand.class,
      SynthJudgeCommand.class,
    })
public final class SynthCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
