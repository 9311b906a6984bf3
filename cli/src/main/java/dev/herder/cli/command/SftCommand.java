package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.LossOptions;
import dev.herder.cli.option.TrainingOptions;
import dev.herder.sft.Sft;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Supervised fine-tuning. */
@Command(
    name = "sft",
    description = "Fine-tune a model on demonstrations (supervised fine-tuning).",
    footer = {
      "  herder sft --model llama --data chats.jsonl --out tuned",
      "  herder sft --model llama --data chats.jsonl --out tuned --lora-r 16 --learning-rate 2e-4",
      "  herder sft --model llama --data chats.jsonl --out tuned --max-steps 100 --save-steps 20",
    })
public final class SftCommand implements Callable<Integer>, Configured {
  @ConfigKey("model")
  @Option(names = "--model", paramLabel = "DIR", description = "The model to start from.")
  @Nullable String model;

  @ConfigKey("data")
  @Option(
      names = "--data",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Rows to imitate: JSON Lines of any schema.")
  @Nullable List<String> data;

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "DIR", description = "Where the tuned model goes.")
  @Nullable String out;

  @ArgGroup(exclusive = true, heading = "%nWhat the loss counts, one of:%n", order = 12)
  @Nullable LossOptions lossOn;

  @Mixin TrainingOptions training;
  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return Defaults.without(
        Sft.Config.of(Path.of("model"), List.of(), Path.of("out")), "model", "data", "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(
        Sft.Config.class,
        defaults(),
        Sft.Config::seed,
        (config, context) -> {
          Sft.Result result = new Sft().run(config, context);
          return TrainedFigures.of(result.out(), result.rows(), result.outcome());
        });
  }
}
