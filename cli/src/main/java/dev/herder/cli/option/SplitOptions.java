package dev.herder.cli.option;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that keeps some rows and drops others. */
public final class SplitOptions {
  @ConfigKey("data")
  @Option(
      names = "--data",
      paramLabel = "FILE",
      arity = "1..*",
      description = "JSON Lines, also gzipped.")
  @Nullable List<String> data;

  @ConfigKey("out")
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Gets kept.jsonl, dropped.jsonl and report.html.")
  @Nullable String out;

  @ConfigKey("restore")
  @Option(
      names = "--restore",
      paramLabel = "RULE|FILE:LINE",
      split = ",",
      description = "Keep what these rules drop, or these rows.")
  @Nullable List<String> restore;
}
