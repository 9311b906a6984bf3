package dev.herder.cli.command;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the script by which a shell completes commands and options. */
@Command(
    name = "completion",
    description = "Print a script that completes commands and options in the shell.",
    footer = {
      "  source <(herder completion bash)",
      "  herder completion zsh > ~/.herder-completion && echo 'source ~/.herder-completion' >> ~/.zshrc",
    })
public final class CompletionCommand implements Callable<Integer> {
  /** The shells that the script serves. */
  enum Shell {
    /** GNU bash. */
    bash,
    /** The Z shell, by its bash compatibility. */
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  Shell shell;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    // One script serves both: it switches zsh's bash completion on when zsh reads it.
    spec.commandLine().getOut().print(AutoComplete.bash("herder", spec.root().commandLine()));
    return 0;
  }
}
