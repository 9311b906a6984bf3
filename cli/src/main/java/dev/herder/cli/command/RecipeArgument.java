package dev.herder.cli.command;

import dev.herder.core.config.StrictConfig;
import dev.herder.pipelines.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The recipe that a command on rounds reads. */
final class RecipeArgument {
  @Parameters(paramLabel = "RECIPE.yaml", description = "The recipe.")
  Path file;

  /** Its settings, over which options go. */
  StrictConfig<Recipe> config() throws IOException {
    return Recipe.config().file(file);
  }
}
