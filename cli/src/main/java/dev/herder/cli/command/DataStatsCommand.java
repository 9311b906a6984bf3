package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.DataFiles;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.data.DataStats;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.LossOn;
import dev.herder.engine.text.RowsInTokens;
import dev.herder.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What data files hold, in numbers. */
@Command(
    name = "stats",
    description = "Count rows, turns, lengths and repeats; with a model also tokens.",
    footer = {
      "  herder data stats train.jsonl",
      "  herder data stats --data train.jsonl more.jsonl --model tuned",
      "  herder data stats train.jsonl --json | jq .duplicates",
    })
public final class DataStatsCommand implements Callable<Integer>, Configured {
  /**
   * The settings.
   *
   * @param data the files
   * @param model whose tokenizer counts, or null
   * @param lossOn which tokens count as learned
   */
  record Settings(List<Path> data, @Nullable Path model, LossOn lossOn, String now) {}

  @ArgGroup(heading = "%nFiles:%n", order = 1)
  @Nullable DataFiles files;

  @ConfigKey("model")
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Count tokens as this model's tokenizer and chat template make them.")
  @Nullable String model;

  @ConfigKey("loss-on")
  @Option(
      names = "--loss-on",
      paramLabel = "WHAT",
      description = "Which tokens count as learned: assistant, completion or all.")
  @Nullable String lossOn;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("loss-on", "assistant")
        .put("now", EncoderConfig.DEFAULT_NOW);
  }

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Settings> settings =
        common.resolve(Settings.class, StrictConfig.of(Settings.class).defaults(defaults()));
    if (common.printed(settings)) {
      return 0;
    }
    Settings s = settings.value();
    Path folder = s.model();
    if (folder == null) {
      report(s, new DataSurvey(null));
    } else {
      try (Tokenizer tokenizer = Tokenizer.load(folder)) {
        EncoderConfig config =
            EncoderConfig.defaults(EncoderConfig.now(s.now())).withLossOn(s.lossOn());
        report(s, new DataSurvey(new RowsInTokens(new Encoder(tokenizer, config))));
      }
    }
    return 0;
  }

  private void report(Settings settings, DataSurvey survey) throws IOException {
    DataStats stats = DataStats.of(settings.data(), survey::add);
    if (!common.json() && !common.quiet()) {
      DataStatsText.of(stats, survey).forEach(common.surroundings().out()::println);
      common.surroundings().out().println();
    }
    common.finish(survey.figures(stats, common.json()));
  }
}
