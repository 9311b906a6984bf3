package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.cli.console.TerminalProgress;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.Configured;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.Recipe;
import dev.herder.pipelines.RoundPipeline;
import dev.herder.pipelines.local.LocalSeams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Run a recipe; running it again does only what is missing. */
@Command(
    name = "run",
    description = "Run a recipe; running it again does only what is missing.",
    footer = "  herder round run examples/quickstart.yaml")
public final class RoundRunCommand implements Callable<Integer>, Configured {
  @Parameters(paramLabel = "RECIPE.yaml", description = "The recipe.")
  Path file;

  @Option(names = "--yes", description = "Redo finished steps that a changed recipe makes void.")
  boolean yes;

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
    try (TerminalProgress progress = new TerminalProgress(common.surroundings(), common.quiet())) {
      RunContext context = common.context(recipe.seed(), progress);
      RoundPipeline.Result result =
          new RoundPipeline(LocalSeams.of(recipe))
              .run(new RoundPipeline.Config(recipe, yes), context);
      progress.end();
      common.finish(RoundFigures.of(recipe, result));
    }
    return 0;
  }
}
