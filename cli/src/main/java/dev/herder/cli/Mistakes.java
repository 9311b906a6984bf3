package dev.herder.cli;

import dev.herder.core.config.Suggestions;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, what was probably meant, and where help is. */
final class Mistakes implements CommandLine.IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    if (arguments.length == 0) {
      command.usage(err);
      return Failures.MISTAKE;
    }
    err.println("herder: " + message(mistake));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return Failures.MISTAKE;
  }

  private static String message(ParameterException mistake) {
    if (mistake instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unknown(unmatched.getUnmatched().get(0), mistake.getCommandLine());
    }
    String message = String.valueOf(mistake.getMessage());
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private static String unknown(String argument, CommandLine command) {
    boolean option = argument.startsWith("-");
    int assignment = argument.indexOf('=');
    String name = option && assignment > 0 ? argument.substring(0, assignment) : argument;
    String kind = option ? "option" : command.getSubcommands().isEmpty() ? "argument" : "command";
    Collection<String> known =
        option ? options(command) : List.copyOf(command.getSubcommands().keySet());
    String meant = Suggestions.didYouMean(name, known);
    return "unknown " + kind + " '" + name + "'" + (meant.isEmpty() ? "" : "; " + meant);
  }

  private static List<String> options(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .flatMap(option -> List.of(option.names()).stream())
        .toList();
  }
}
