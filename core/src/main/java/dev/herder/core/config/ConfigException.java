package dev.herder.core.config;

import dev.herder.core.UserError;
import java.util.List;
import java.util.stream.Collectors;

/** The settings have mistakes; the message lists them, one a line. */
public final class ConfigException extends UserError {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 50;

  private final transient List<ConfigProblem> problems;

  public ConfigException(List<ConfigProblem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** The mistakes, in the order of the files and options. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  private static String message(List<ConfigProblem> problems) {
    String lines =
        problems.stream()
            .limit(SHOWN)
            .map(ConfigProblem::toString)
            .collect(Collectors.joining("\n"));
    if (problems.size() == 1) {
      return lines;
    }
    String more = problems.size() > SHOWN ? "\nand " + (problems.size() - SHOWN) + " more" : "";
    return problems.size() + " problems in the settings:\n" + lines + more;
  }
}
