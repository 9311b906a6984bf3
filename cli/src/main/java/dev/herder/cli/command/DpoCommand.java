package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.cli.option.OnlineOptions;
import dev.herder.cli.option.PreferenceOptions;
import dev.herder.cli.option.TrainingOptions;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.run.RunContext;
import dev.herder.dpo.Dpo;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Direct preference optimisation. */
@Command(
    name = "dpo",
    description = {
      "Align a model with preferences (direct preference optimisation, as Llama 3).",
      "",
      "Rows are pairs, rankings, or answers with a label (kto). Without further options: beta 0.1,"
          + " control tokens masked out of the contrast, and 0.2 of the chosen answer's likelihood.",
    },
    footer = {
      "  herder dpo --model tuned --data pairs.jsonl --out aligned",
      "  herder dpo --model tuned --data pairs.jsonl --out aligned --nll-weight 0 --no-format-mask",
      "  herder dpo --model tuned --data pairs.jsonl --out aligned --loss-type sigmoid,sft \\",
      "      --loss-weights 1,0.2",
      "  herder dpo --model tuned --data labelled.jsonl --out aligned --loss-type kto",
      "  herder dpo --model tuned --reference llama --reference-cache cache --data pairs.jsonl \\",
      "      --out aligned --lora-r 16",
      "  herder dpo --model tuned --online --verifier gsm8k --prompts prompts.jsonl --k 8 --out aligned",
    })
public final class DpoCommand implements Callable<Integer>, Configured {
  @ConfigKey("model")
  @Option(names = "--model", paramLabel = "DIR", description = "The policy to start from.")
  @Nullable String model;

  @ConfigKey("data")
  @Option(
      names = "--data",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Preferences: JSON Lines with prompt, chosen and rejected; rankings; labelled answers.")
  @Nullable List<String> data;

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "DIR", description = "Where the aligned model goes.")
  @Nullable String out;

  @Mixin PreferenceOptions preference;
  @Mixin OnlineOptions online;
  @Mixin TrainingOptions training;
  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return Defaults.without(
        Dpo.Config.of(Path.of("model"), List.of(), Path.of("out")), "model", "data", "out");
  }

  @Override
  public Integer call() throws IOException {
    // With --online there is no --data.
    ObjectNode withoutRows = JsonNodeFactory.instance.objectNode();
    withoutRows.putArray("data");
    StrictConfig<Dpo.Config> before =
        StrictConfig.of(Dpo.Config.class).defaults(withoutRows).defaults(defaults());
    return common.run(Dpo.Config.class, before, Dpo.Config::seed, DpoCommand::run);
  }

  private static Map<String, @Nullable Object> run(Dpo.Config config, RunContext context)
      throws IOException {
    Path reward = config.online().reward();
    Dpo.Result result;
    if (reward == null) {
      result = new Dpo().run(config, context);
    } else {
      // Before the policy, which then knows what memory is left.
      try (ChosenScorer scorer =
          ChosenScorer.open(
              reward,
              null,
              new Machine.Wish(config.device(), config.dtype(), config.threads(), 0),
              EncoderConfig.now(config.now()))) {
        result = new Dpo(scorer.scorer()).run(config, context);
      }
    }
    Map<String, @Nullable Object> figures =
        TrainedFigures.of(result.out(), result.rows(), result.outcome());
    if (!result.online().isEmpty()) {
      figures.put("online", result.online());
    }
    return figures;
  }
}
