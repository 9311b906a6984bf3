package dev.herder.cli;

import dev.herder.cli.command.AverageCommand;
import dev.herder.cli.command.ChatCommand;
import dev.herder.cli.command.CompletionCommand;
import dev.herder.cli.command.DataCommand;
import dev.herder.cli.command.DoctorCommand;
import dev.herder.cli.command.DpoCommand;
import dev.herder.cli.command.EvalCommand;
import dev.herder.cli.command.GenerateCommand;
import dev.herder.cli.command.InitCommand;
import dev.herder.cli.command.LogprobsCommand;
import dev.herder.cli.command.MergeCommand;
import dev.herder.cli.command.RejectionSampleCommand;
import dev.herder.cli.command.RewardCommand;
import dev.herder.cli.command.RoundCommand;
import dev.herder.cli.command.ScoreCommand;
import dev.herder.cli.command.SftCommand;
import dev.herder.cli.command.SynthCommand;
import java.util.List;
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
    })
final class Herder {
  /** Every command, in the order of the help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          DataCommand.class,
          RoundCommand.class,
          SftCommand.class,
          RewardCommand.class,
          DpoCommand.class,
          GenerateCommand.class,
          ScoreCommand.class,
          RejectionSampleCommand.class,
          SynthCommand.class,
          LogprobsCommand.class,
          EvalCommand.class,
          ChatCommand.class,
          InitCommand.class,
          MergeCommand.class,
          AverageCommand.class,
          DoctorCommand.class,
          CompletionCommand.class,
          HelpCommand.class);

  /**
   * The commands that a command line needs: the one it names, or all where it names none (help, a
   * misspelling) or has to know the others (completion). Each takes milliseconds to set up.
   */
  static List<Class<?>> commandsFor(String... arguments) {
    String name = arguments.length == 0 ? "" : arguments[0];
    if (name.equals("completion") || name.equals("help")) {
      return COMMANDS;
    }
    List<Class<?>> named =
        COMMANDS.stream()
            .filter(type -> type.getAnnotation(Command.class).name().equals(name))
            .toList();
    return named.isEmpty() ? COMMANDS : named;
  }

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
