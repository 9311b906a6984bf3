package dev.herder.cli.command;

import dev.herder.cli.option.CommonOptions;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.pipelines.Recipe;
import dev.herder.pipelines.RoundPipeline;
import dev.herder.pipelines.local.LocalSeams;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Write the report of a run again. */
@Command(
    name = "report",
    description = "Write the report of a run again.",
    footer = "  herder round report examples/quickstart.yaml")
public final class RoundReportCommand implements Callable<Integer> {
  @Mixin RecipeArgument recipe;

  @Mixin CommonOptions common;

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Recipe> resolved = common.resolve(Recipe.class, recipe.config());
    if (common.printed(resolved)) {
      return 0;
    }
    Recipe settings = resolved.value();
    common.finish(
        RoundFigures.of(settings, new RoundPipeline(LocalSeams.of(settings)).report(settings)));
    return 0;
  }
}
