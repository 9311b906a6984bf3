package dev.herder.cli;

import dev.herder.cli.console.Surroundings;
import dev.herder.cli.option.ShownDefaults;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The program: a command line in, an exit code out. */
public final class Main {
  private static final int HELP_WIDTH = 100;
  private static final int OPTION_WIDTH = 32;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Surroundings surroundings = Surroundings.ofProcess();
    // Standard output holds results alone; what a library prints there is talk.
    System.setOut(System.err);
    System.exit(run(surroundings, arguments));
  }

  /** Runs one command; everything it says goes to the surroundings. */
  static int run(Surroundings surroundings, String... arguments) {
    Failures failures = new Failures(surroundings, List.of(arguments));
    try {
      CommandLine herder = commandLine(surroundings, Herder.commandsFor(arguments));
      herder.setExecutionStrategy(Main::execute);
      herder.setExecutionExceptionHandler((failure, command, parsed) -> failures.report(failure));
      int code = herder.execute(Spelling.normal(arguments));
      surroundings.out().flush();
      return surroundings.stop().exitCodeOf(code);
    } catch (Throwable failure) {
      // Errors such as OutOfMemoryError, which picocli passes on, deserve a line too.
      return failures.report(failure);
    } finally {
      surroundings.err().flush();
    }
  }

  /**
   * What picocli does, but with one way out for failures: it would print the stack trace of one
   * that happens while it writes help, as in {@code herder --help | head}.
   */
  private static int execute(CommandLine.ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (CommandLine.ParameterException | CommandLine.ExecutionException known) {
      throw known;
    } catch (RuntimeException failure) {
      throw new CommandLine.ExecutionException(
          parsed.commandSpec().commandLine(), "cannot write help", failure);
    }
  }

  /** The parser of some commands. */
  static CommandLine commandLine(Surroundings surroundings, List<Class<?>> commands) {
    CommandFactory factory = new CommandFactory(surroundings);
    CommandLine herder = new CommandLine(Herder.class, factory);
    commands.forEach(command -> herder.addSubcommand(new CommandLine(command, factory)));
    boolean colors = surroundings.terminal().out() && surroundings.terminal().colors();
    herder
        .setOut(surroundings.out())
        .setErr(surroundings.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(colors ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(HELP_WIDTH)
        .setUsageHelpLongOptionsMaxWidth(OPTION_WIDTH)
        .setParameterExceptionHandler(new Mistakes())
        // A text may begin with @, and `--model --data x` has forgotten the model.
        .setExpandAtFiles(false)
        .setAllowOptionsAsOptionParameters(false)
        .setCaseInsensitiveEnumValuesAllowed(true);
    arrangeHelp(herder);
    return herder;
  }

  /** One look for the help of every command. */
  private static void arrangeHelp(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.synopsisHeading("Usage: ").abbreviateSynopsis(true).sortOptions(false);
    boolean parameters =
        command.getCommandSpec().positionalParameters().stream()
            .anyMatch(parameter -> parameter.group() == null);
    usage.parameterListHeading(parameters ? "%n" : "");
    usage.descriptionHeading("%n").optionListHeading("%nOptions:%n");
    usage.commandListHeading("%nCommands:%n").footerHeading("%nExamples:%n");
    usage.showDefaultValues(true);
    command.setDefaultValueProvider(new ShownDefaults(command.getCommandSpec()));
    command.getSubcommands().values().forEach(Main::arrangeHelp);
  }
}
