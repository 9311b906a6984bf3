package dev.herder.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that look at data files and sort their rows. */
@Command(
    name = "data",
    description = "Look at data files, and sort their rows.",
    footer = {
      "  herder data check train.jsonl",
      "  herder data stats train.jsonl --model tuned",
      "  herder data show-mask --data train.jsonl --model tuned --row 7",
      "  herder data render --data train.jsonl --model tuned --out texts.jsonl",
      "  herder data clean --data train.jsonl --out cleaned",
      "  herder data dedup --data cleaned/kept.jsonl --out unique",
      "  herder data decontaminate --data unique/kept.jsonl --against test.jsonl --out final",
      "  herder data mix --source final/kept.jsonl:weight=3 --source maths.jsonl:weight=1 --out"
          + " mix",
    },
    subcommands = {
      DataCheckCommand.class,
      DataStatsCommand.class,
      DataShowMaskCommand.class,
      DataRenderCommand.class,
      DataCleanCommand.class,
      DataDedupCommand.class,
      DataDedupSemanticCommand.class,
      DataDecontaminateCommand.class,
      DataGradeCommand.class,
      DataPruneCommand.class,
      DataRatingsCommand.class,
      DataMixCommand.class,
    })
public final class DataCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
