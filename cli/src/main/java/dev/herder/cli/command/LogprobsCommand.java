package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.OutputFiles;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Refusals;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.lm.RowLogProbs;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.LossOn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Log-probabilities of answers. */
@Command(
    name = "logprobs",
    description = "Write the log-probability of each answer; of preferences, both sides.",
    footer = "  herder logprobs --model tuned --data rows.jsonl --out logprobs.jsonl")
public final class LogprobsCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(
      Path model,
      List<Path> data,
      Path out,
      LossOn lossOn,
      String samplerDtype,
      String now,
      String dtype,
      String device,
      int threads) {}

  @ConfigKey("model")
  @Option(names = "--model", paramLabel = "DIR", description = "The model.")
  @Nullable String model;

  @ConfigKey("data")
  @Option(names = "--data", paramLabel = "FILE", arity = "1..*", description = "JSON Lines.")
  @Nullable List<String> data;

  @ConfigKey("out")
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "One row for each: sum, mean and number of tokens.")
  @Nullable String out;

  @ConfigKey("loss-on")
  @Option(
      names = "--loss-on",
      paramLabel = "WHAT",
      description = "assistant, completion or all tokens of a row.")
  @Nullable String lossOn;

  @ConfigKey("sampler-dtype")
  @Option(
      names = "--sampler-dtype",
      paramLabel = "DTYPE",
      description = "As of generate: int8 tells what a sampler of int8 weights thinks of them.")
  @Nullable String samplerDtype;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    Path none = Path.of("none");
    return Defaults.without(
        new Settings(
            none,
            List.of(),
            none,
            LossOn.ASSISTANT,
            "auto",
            EncoderConfig.DEFAULT_NOW,
            "auto",
            "auto",
            0),
        "model",
        "data",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Settings> settings =
        common.resolve(Settings.class, StrictConfig.of(Settings.class).defaults(defaults()));
    if (common.printed(settings)) {
      return 0;
    }
    Settings s = settings.value();
    OutputFiles.requireRows(s.out());
    for (Path file : s.data()) {
      InputFiles.requireNotWritten(file, List.of(s.out()));
    }
    List<Row> rows = RowReader.read(s.data(), Purpose.ANY).rows();
    SamplerDtype sampler = new SamplerDtype(s.samplerDtype());
    Machine.Wish sampled = sampler.wish(s.device(), s.dtype(), s.threads());
    // What a sampler of int8 weights thinks depends on what it computes the rest in.
    Machine.Wish wish = sampler.isInt8() ? sampled : sampled.measuring();
    try (LocalModel model =
            LocalModel.open(
                s.model(), wish, EncoderConfig.now(s.now()), () -> false, 0, sampler.format());
        JsonlWriter writer = JsonlWriter.create(s.out())) {
      model.compute().reason("dtype").ifPresent(common::say);
      RowLogProbs scorer = new RowLogProbs(model, s.lossOn());
      // A bad row at the end would cost all that was computed before it.
      Refusals.none(rows, scorer::require);
      for (Row row : rows) {
        writer.write(scorer.of(row));
      }
      writer.commit();
      Map<String, @Nullable Object> figures = new LinkedHashMap<>();
      figures.put("out", s.out().toString());
      figures.put("rows", rows.size());
      figures.put("tokens", scorer.tokens());
      common.finish(figures);
    }
    return 0;
  }
}
