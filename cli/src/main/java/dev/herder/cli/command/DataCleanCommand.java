package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.SplitOptions;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.rows.StepResult;
import dev.herder.dataquality.rules.Clean;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rows cleaned by rules. */
@Command(
    name = "clean",
    description = {
      "Drop rows by rules: spam, repetition, personal data, secrets; balance apologies.",
      "",
      "Writes kept.jsonl, dropped.jsonl (each row whole, with its rule), report.html. All limits are settings, see --print-config.",
    },
    footer = {
      "  herder data clean --data train.jsonl --out cleaned",
      "  herder data clean --data a.jsonl b.jsonl --out cleaned --languages en,de --apology-share 0.02",
      "  herder data clean --data train.jsonl --out cleaned --set rules.personal-data=false",
      "  herder data clean --data train.jsonl --out cleaned --restore email,train.jsonl:17",
    })
public final class DataCleanCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(
      List<Path> data, Path out, Clean.Settings rules, List<String> restore, long seed) {}

  @ConfigKey("rules.apology-share")
  @Option(
      names = "--apology-share",
      paramLabel = "X",
      description = "Share of kept rows whose answer may apologise, 0 to 1.")
  @Nullable String apologyShare;

  @ConfigKey("rules.emoji-share")
  @Option(
      names = "--emoji-share",
      paramLabel = "X",
      description = "Share of kept rows that may have many emoji.")
  @Nullable String emojiShare;

  @ConfigKey("rules.exclamation-share")
  @Option(
      names = "--exclamation-share",
      paramLabel = "X",
      description = "Share of kept rows that may have many exclamation marks.")
  @Nullable String exclamationShare;

  @ConfigKey("rules.min-words")
  @Option(names = "--min-words", paramLabel = "N", description = "The shortest answer.")
  @Nullable String minWords;

  @ConfigKey("rules.max-words")
  @Option(names = "--max-words", paramLabel = "N", description = "The longest row.")
  @Nullable String maxWords;

  @ConfigKey("rules.languages")
  @Option(
      names = "--languages",
      paramLabel = "CODE",
      split = ",",
      description = "Keep only texts in these languages, such as en,de; all if not given.")
  @Nullable List<String> languages;

  @Mixin SplitOptions split;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return Defaults.without(
        new Settings(List.of(), Path.of("out"), Clean.Settings.defaults(), List.of(), 42),
        "data",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), Settings::seed, DataCleanCommand::work);
  }

  private static Map<String, @Nullable Object> work(Settings s, RunContext context)
      throws IOException {
    StepResult result =
        new Clean().run(new Clean.Config(s.data(), s.out(), s.rules(), s.restore()), context);
    return QualityFigures.of(s.out(), result);
  }
}
