package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.mixing.Mix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rows of several sources in given shares. */
@Command(
    name = "mix",
    description = "Mix rows of several files in given shares into one shuffled file.",
    footer = {
      "  herder data mix --source general.jsonl:weight=0.8 --source maths.jsonl:weight=0.2 --out mix",
      "  herder data mix --source a.jsonl:weight=3,epochs=2 --source b.jsonl:weight=1,cap=500 --rows 4000 --out mix",
    })
public final class DataMixCommand implements Callable<Integer>, Configured {
  /** The settings; 0 rows are as many as the sources have in this ratio. */
  record Settings(List<String> source, Path out, long rows, long seed) {}

  @ConfigKey("source")
  @Option(
      names = "--source",
      paramLabel = "FILE:weight=X,cap=N,epochs=X",
      description = "A file and its weight; the most rows and repeats of a row may follow.")
  @Nullable List<String> source;

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "DIR", description = "Gets mixed.jsonl and report.html.")
  @Nullable String out;

  @ConfigKey("rows")
  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of the mix; 0 is as many as the sources have in this ratio.")
  @Nullable String rows;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return Defaults.without(new Settings(List.of(), Path.of("out"), 0, 42), "source", "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), Settings::seed, DataMixCommand::work);
  }

  private static Map<String, @Nullable Object> work(Settings s, RunContext context)
      throws IOException {
    List<Mix.Source> sources = s.source().stream().map(Mix.Source::parse).toList();
    Mix.Result result = new Mix().run(new Mix.Config(sources, s.out(), s.rows()), context);
    return figures(s, result);
  }

  private static Map<String, @Nullable Object> figures(Settings s, Mix.Result result) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", s.out().toString());
    figures.put("complete", result.complete());
    figures.put("reused", result.reused());
    figures.put("rows", result.rows());
    Map<String, Long> given = new LinkedHashMap<>();
    List<String> few = new ArrayList<>();
    for (Mix.Part part : result.parts()) {
      given.merge(part.file(), part.rows(), Long::sum);
      if (part.rows() < part.wanted()) {
        few.add(part.file() + " gave " + part.rows() + " of " + part.wanted());
      }
    }
    figures.put("given", given);
    if (!few.isEmpty()) {
      figures.put("too_few", few);
    }
    return figures;
  }
}
