package dev.herder.cli.command;

import dev.herder.pipelines.Recipe;
import dev.herder.pipelines.RoundPipeline;
import dev.herder.pipelines.RoundResults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the commands on rounds print at their end. */
final class RoundFigures {
  private RoundFigures() {}

  static Map<String, @Nullable Object> of(Recipe recipe, RoundPipeline.Result result) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", recipe.out().toString());
    figures.put("status", result.complete() ? "finished" : "stopped");
    figures.put("best", result.best().toString());
    List<RoundResults.Round> rounds = result.results().rounds();
    figures.put("rounds", rounds.size());
    figures.put("held_out_scores", scores(rounds));
    figures.putAll(result.results().firstFigures());
    figures.put("report", recipe.out().resolve("report.html").toString());
    return figures;
  }

  /** Of the model to begin with, then of the best model after each round. */
  private static List<Double> scores(List<RoundResults.Round> rounds) {
    List<Double> scores = new ArrayList<>();
    rounds.stream().limit(1).forEach(first -> scores.add(first.before().score()));
    rounds.forEach(round -> scores.add(round.best().score()));
    return scores;
  }
}
