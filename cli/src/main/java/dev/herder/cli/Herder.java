package dev.herder.cli;

import dev.herder.cli.command.CompletionCommand;
import dev.herder.cli.command.DataCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

/** The root of all commands. */
@Command(
    name = "herder",
    description = "Aligns language models: fine-tuning, rewards, preferences, rounds of them.",
    versionProvider = InstalledVersions.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; the message says where, --debug shows the stack trace",
      "2:the command line, a setting or the data has a mistake; the message says which",
      "130:stopped by Ctrl-C (143: by SIGTERM); what was finished is saved",
    },
    footer = {
      "  herder COMMAND --help            the options of a command, with examples",
      "  source <(herder completion bash)",
    },
    subcommands = {DataCommand.class, CompletionCommand.class, HelpCommand.class})
final class Herder {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the versions of Herder, its engine and Java.")
  boolean version;
}
