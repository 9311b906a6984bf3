package dev.herder.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
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
    String name = command.getCommandSpec().qualifiedName();
    err.println("herder: " + mistake.getMessage() + suggestion(mistake));
    err.println("Try '" + name + " --help'.");
    return Failures.MISTAKE;
  }

  private static String suggestion(ParameterException mistake) {
    if (!(mistake instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> meant = unmatched.getSuggestions().stream().limit(3).toList();
    return meant.isEmpty()
        ? ""
        : meant.stream().collect(Collectors.joining(" or ", "; did you mean ", "?"));
  }
}
