package dev.herder.cli.option;

import dev.herder.cli.console.Result;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The options that say what a command prints. */
public final class OutputOptions {
  @Option(names = "--json", description = "Print the result as one line of JSON.")
  boolean json;

  @Option(names = "--quiet", description = "Say nothing but errors (and the line of --json).")
  boolean quiet;

  @Option(names = "--debug", description = "Show the stack trace of a failure.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  /** Prints a result: one line of JSON, aligned text, or nothing, as is asked for. */
  public void print(Result result, PrintWriter out) {
    if (json) {
      result.printJson(out);
    } else if (!quiet) {
      result.printText(out);
    }
  }
}
