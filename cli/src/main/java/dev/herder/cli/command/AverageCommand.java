package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.engine.checkpoint.Average;
import dev.herder.engine.checkpoint.CheckpointWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The average of several models. */
@Command(
    name = "average",
    description = "Average the weights of models of one shape.",
    footer = {
      "  herder average run-1 run-2 run-3 --out averaged",
      "  herder average run-1 run-2 --weights 0.7,0.3 --out averaged",
    })
public final class AverageCommand implements Callable<Integer>, Configured {
  /** The settings; no weights mean equal ones. */
  record Settings(List<Path> models, Path out, List<Double> weights, boolean overwrite) {}

  @ConfigKey("models")
  @Parameters(paramLabel = "DIR", arity = "1..*", description = "The models.")
  @Nullable List<String> models;

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "DIR", description = "Where the average goes.")
  @Nullable String out;

  @ConfigKey("weights")
  @Option(
      names = "--weights",
      paramLabel = "X",
      split = ",",
      description = "One weight for each model; equal if not given.")
  @Nullable List<String> weights;

  @ConfigKey("overwrite")
  @Option(names = "--overwrite", description = "Replace the weights in that folder.")
  @Nullable Boolean overwrite;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return Defaults.without(
        new Settings(List.of(), Path.of("out"), List.of(), false), "models", "out");
  }

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Settings> settings =
        common.resolve(Settings.class, StrictConfig.of(Settings.class).defaults(defaults()));
    if (common.printed(settings)) {
      return 0;
    }
    Settings s = settings.value();
    List<Double> shares =
        s.weights().isEmpty()
            ? Collections.nCopies(s.models().size(), 1.0 / s.models().size())
            : s.weights();
    if (!s.overwrite()) {
      CheckpointWriter.requireFree(s.out(), s.models());
    }
    Average.run(s.models(), shares, s.out(), CheckpointWriter.DEFAULT_SHARD_BYTES);
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", s.out().toString());
    figures.put("models", s.models().size());
    common.finish(figures);
    return 0;
  }
}
