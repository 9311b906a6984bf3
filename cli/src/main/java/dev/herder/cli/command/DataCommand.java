package dev.herder.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that look at data files. */
@Command(
    name = "data",
    description = "Look at data files.",
    footer = {
      "  herder data check train.jsonl",
      "  herder data stats train.jsonl --model tuned",
      "  herder data show-mask --data train.jsonl --model tuned --row 7",
      "  herder data render --data train.jsonl --model tuned --out texts.jsonl",
    },
    subcommands = {
      DataCheckCommand.class,
      DataStatsCommand.class,
      DataShowMaskCommand.class,
      DataRenderCommand.class,
    })
public final class DataCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
