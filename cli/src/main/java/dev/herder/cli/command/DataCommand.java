package dev.herder.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that look at data files. */
@Command(
    name = "data",
    description = "Look at data files.",
    footer = "  herder data check train.jsonl",
    subcommands = DataCheckCommand.class)
public final class DataCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
