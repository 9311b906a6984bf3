package dev.herder.cli.command;

import dev.herder.cli.option.ConfigKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that read rows. */
final class SynthRowOptions {
  @ConfigKey("data")
  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "JSON Lines of rows; may be repeated.")
  @Nullable List<String> data;
}
