package dev.herder.cli.option;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Data files, given one way or the other. */
public final class DataFiles {
  @ConfigKey("data")
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "JSON Lines, also gzipped.")
  @Nullable List<String> files;

  @ConfigKey("data")
  @Option(names = "--data", paramLabel = "FILE", arity = "1..*", description = "The same.")
  @Nullable List<String> data;
}
