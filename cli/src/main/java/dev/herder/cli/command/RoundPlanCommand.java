package dev.herder.cli.command;

import dev.herder.cli.option.CommonOptions;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.run.DiskSpace;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.machine.Processor;
import dev.herder.engine.machine.Session;
import dev.herder.pipelines.Recipe;
import dev.herder.pipelines.RoundPipeline;
import dev.herder.pipelines.forecast.Forecast;
import dev.herder.pipelines.local.LocalSeams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Show the steps of a recipe: done, to do, to redo, and what they may take. */
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
    Forecast forecast =
        new RoundPipeline(LocalSeams.of(settings)).forecast(settings, RoundPlanCommand::measured);
    long free = DiskSpace.free(settings.out());
    if (common.json()) {
      common.finish(figures(forecast, free));
    } else {
      common.surroundings().out().print(forecast.render(free));
      common.surroundings().out().flush();
    }
    return 0;
  }

  /** What the processor does in float32, which takes a second or two to find out. */
  private static double measured() {
    try (Session session = new Session(Compute.plain(Processor.detect().cores()))) {
      return Machine.measurePeak(session);
    }
  }

  private static Map<String, @Nullable Object> figures(Forecast forecast, long free) {
    List<Map<String, @Nullable Object>> steps = new ArrayList<>();
    for (Forecast.Line line : forecast.lines()) {
      Map<String, @Nullable Object> step = new LinkedHashMap<>();
      step.put("step", line.step());
      step.put("stage", line.stage());
      step.put("state", line.standing().state().words());
      step.put("reason", line.standing().reason());
      step.put("seconds", line.estimate().seconds());
      step.put("bytes", line.estimate().bytes());
      step.put("basis", line.estimate().basis());
      steps.add(step);
    }
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("steps", steps);
    figures.put("open", forecast.open());
    figures.put("estimated_seconds", forecast.seconds());
    figures.put("estimated_bytes", forecast.bytes());
    figures.put("free_bytes", free);
    return figures;
  }
}
