package dev.herder.cli.command;

import dev.herder.cli.option.CommonOptions;
import dev.herder.pipelines.Recipe;
import dev.herder.pipelines.RoundPipeline;
import dev.herder.pipelines.local.LocalSeams;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Run a recipe; running it again does only what is missing. */
@Command(
    name = "run",
    description = "Run a recipe; running it again does only what is missing.",
    footer = "  herder round run examples/quickstart.yaml")
public final class RoundRunCommand implements Callable<Integer> {
  @Mixin RecipeArgument recipe;

  @Option(names = "--yes", description = "Redo finished steps that a changed recipe makes void.")
  boolean yes;

  @Mixin CommonOptions common;

  @Override
  public Integer call() throws IOException {
    return common.run(
        Recipe.class,
        recipe.config(),
        Recipe::seed,
        (settings, context) ->
            RoundFigures.of(
                settings,
                new RoundPipeline(LocalSeams.of(settings))
                    .run(new RoundPipeline.Config(settings, yes), context)));
  }
}
