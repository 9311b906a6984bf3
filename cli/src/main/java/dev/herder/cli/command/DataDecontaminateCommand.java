package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.SplitOptions;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.contamination.Decontaminate;
import dev.herder.dataquality.rows.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rows without the items of evaluations. */
@Command(
    name = "decontaminate",
    description = "Drop rows that hold an item of an evaluation set, by common n-grams of words.",
    footer = {
      "  herder data decontaminate --data train.jsonl --against gsm8k-test.jsonl --out clean",
      "  herder data decontaminate --data train.jsonl --against a.jsonl b.jsonl --ngram 13 --threshold 0.8 --out clean",
    })
public final class DataDecontaminateCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(
      List<Path> data,
      List<Path> against,
      Path out,
      int ngram,
      double threshold,
      int common,
      List<String> restore) {}

  @ConfigKey("against")
  @Option(
      names = "--against",
      paramLabel = "FILE",
      arity = "1..*",
      description = "The evaluation sets: JSON Lines with whatever keys.")
  @Nullable List<String> against;

  @ConfigKey("ngram")
  @Option(names = "--ngram", paramLabel = "N", description = "Words in an n-gram.")
  @Nullable String ngram;

  @ConfigKey("threshold")
  @Option(
      names = "--threshold",
      paramLabel = "X",
      description = "The share of an item that a row must hold to be dropped.")
  @Nullable String threshold;

  @ConfigKey("common")
  @Option(
      names = "--common",
      paramLabel = "N",
      description = "N-grams of more items than this are wording and do not count.")
  @Nullable String wording;

  @Mixin SplitOptions split;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    Decontaminate.Settings d = Decontaminate.Settings.defaults();
    return Defaults.without(
        new Settings(
            List.of(), List.of(), Path.of("out"), d.ngram(), d.threshold(), d.common(), List.of()),
        "data",
        "against",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), s -> 0, DataDecontaminateCommand::work);
  }

  private static Map<String, @Nullable Object> work(Settings s, RunContext context)
      throws IOException {
    Decontaminate.Settings limits =
        new Decontaminate.Settings(s.ngram(), s.threshold(), s.common());
    StepResult result =
        new Decontaminate()
            .run(
                new Decontaminate.Config(s.data(), s.against(), s.out(), limits, s.restore()),
                context);
    return QualityFigures.of(s.out(), result);
  }
}
