package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.UserError;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.engine.checkpoint.CheckpointWriter;
import dev.herder.engine.checkpoint.Merge;
import dev.herder.engine.checkpoint.PeftAdapter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An adapter merged into its base. */
@Command(
    name = "merge",
    description = "Merge a LoRA adapter into its base model.",
    footer = "  herder merge base adapter --out merged")
public final class MergeCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(List<Path> models, Path out, boolean overwrite) {}

  @ConfigKey("models")
  @Parameters(paramLabel = "DIR", arity = "1..*", description = "The base model and the adapter.")
  @Nullable List<String> models;

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "DIR", description = "Where the merged model goes.")
  @Nullable String out;

  @ConfigKey("overwrite")
  @Option(names = "--overwrite", description = "Replace the weights in that folder.")
  @Nullable Boolean overwrite;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return Defaults.without(new Settings(List.of(), Path.of("out"), false), "models", "out");
  }

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Settings> settings =
        common.resolve(Settings.class, StrictConfig.of(Settings.class).defaults(defaults()));
    if (common.printed(settings)) {
      return 0;
    }
    List<Path> given = settings.value().models();
    if (given.size() != 2) {
      throw new UserError(
          "models: "
              + given.size()
              + " given, expected two directories: the base model and one adapter");
    }
    if (!settings.value().overwrite()) {
      CheckpointWriter.requireFree(settings.value().out(), given);
    }
    boolean swapped = PeftAdapter.isAdapter(given.get(0));
    Merge.Result result =
        Merge.run(
            given.get(swapped ? 1 : 0),
            given.get(swapped ? 0 : 1),
            settings.value().out(),
            CheckpointWriter.DEFAULT_SHARD_BYTES);
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", settings.value().out().toString());
    figures.put("changed_tensors", result.maxAbsDelta().size());
    figures.put("largest_change", result.largest());
    common.finish(figures);
    return 0;
  }
}
