package dev.herder.cli.command;

import dev.herder.cli.console.Result;
import dev.herder.cli.option.OutputOptions;
import dev.herder.engine.checkpoint.CheckpointWriter;
import dev.herder.engine.checkpoint.Init;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Random weights for any shape. */
@Command(
    name = "init",
    description = "Make a model with random weights from a config.json.",
    footer = "  herder init --config shape/config.json --out untrained --seed 7")
public final class InitCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A config.json; tokenizer files beside it are copied.")
  @Nullable Path config;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "The new model.")
  @Nullable Path out;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the weights.")
  long seed = 42;

  @Option(names = "--overwrite", description = "Replace the weights in that folder.")
  boolean overwrite;

  @ArgGroup(validate = false, heading = "%nOutput:%n", order = 92)
  OutputOptions output = new OutputOptions();

  @Spec @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    long start = System.nanoTime();
    Path folder = Objects.requireNonNull(out);
    if (!overwrite) {
      CheckpointWriter.requireFree(folder, List.of());
    }
    Init.run(Objects.requireNonNull(config), folder, seed, CheckpointWriter.DEFAULT_SHARD_BYTES);
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", folder.toString());
    figures.put("seed", seed);
    Result result = new Result(figures).complete((System.nanoTime() - start) / 1e9);
    output.print(result, Objects.requireNonNull(command).commandLine().getOut());
    return 0;
  }
}
