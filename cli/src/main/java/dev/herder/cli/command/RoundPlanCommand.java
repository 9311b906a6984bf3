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

/** Show the steps of a recipe: done, to do, to redo. */
@Command(
    name = "plan",
    description = "Show the steps of a recipe: done, to do, to redo.",
    footer = "  herder round plan examples/quickstart.yaml")
public final class RoundPlanCommand implements Callable<Integer> {
  @Mixin RecipeArgument recipe;

  @Mixin CommonOptions common;

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Recipe> resolved = common.resolve(Recipe.class, recipe.config());
    if (common.printed(resolved)) {
      return 0;
    }
    Recipe settings = resolved.value();
    common
        .surroundings()
        .out()
        .println(new RoundPipeline(LocalSeams.of(settings)).plan(settings).render());
    return 0;
  }
}
