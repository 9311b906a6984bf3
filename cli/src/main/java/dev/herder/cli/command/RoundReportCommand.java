package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.Configured;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.pipelines.Recipe;
import dev.herder.pipelines.RoundPipeline;
import dev.herder.pipelines.local.LocalSeams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Write the report of a run again. */
@Command(
    name = "report",
    description = "Write the report of a run again.",
    footer = "  herder round report examples/quickstart.yaml")
public final class RoundReportCommand implements Callable<Integer>, Configured {
  @Parameters(paramLabel = "RECIPE.yaml", description = "The recipe.")
  Path file;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Recipe> resolved = common.resolve(Recipe.class, Recipe.config().file(file));
    if (common.printed(resolved)) {
      return 0;
    }
    Recipe recipe = resolved.value();
    common.finish(RoundFigures.of(recipe, new RoundPipeline(LocalSeams.of(recipe)).report(recipe)));
    return 0;
  }
}
