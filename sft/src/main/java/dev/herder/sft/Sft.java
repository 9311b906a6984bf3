package dev.herder.sft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.config.ConfigTypes;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.data.Purpose;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.Stage;
import dev.herder.engine.architecture.ModelConfig;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.lm.FineTuning;
import dev.herder.engine.lm.Preflight;
import dev.herder.engine.lm.Startup;
import dev.herder.engine.lm.TrainRun;
import dev.herder.engine.lm.TrainStage;
import dev.herder.engine.lm.TrainingRows;
import dev.herder.engine.lm.TuningSettings;
import dev.herder.engine.text.Encoded;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.LossOn;
import dev.herder.engine.text.Overlong;
import dev.herder.engine.text.Tokenizer;
import dev.herder.engine.train.AdamW;
import dev.herder.engine.train.LrSchedule;
import dev.herder.engine.train.Objective;
import dev.herder.engine.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Supervised fine-tuning: cross-entropy on the answers.
 *
 * <p>Source: "The Llama 3 Herd of Models", 4.1.3, whose learning rate and mask are the defaults.
 */
public final class Sft implements Stage<Sft.Config, Sft.Result> {
  private final Objective<Encoded> objective;

  /** Fine-tuning with cross-entropy. */
  public Sft() {
    this(new TokenCrossEntropy());
  }

  /** Fine-tuning with an objective of the caller's. */
  public Sft(Objective<Encoded> objective) {
    this.objective = objective;
  }

  /**
   * All settings; their names on the command line and in YAML are the same in kebab-case.
   *
   * @param model directory of the model to start from
   * @param data JSON Lines files
   * @param out the run's folder
   * @param evalData held-out files, possibly none
   * @param lossOn which tokens are supervised
   * @param maxLength longest row in tokens
   * @param overlong what becomes of longer rows
   * @param now the date that chat templates are told, {@code 2024-07-26} or with a time
   * @param learningRate peak rate
   * @param lrSchedulerType how the rate changes after the warm-up
   * @param warmupRatio share of the steps with a rising rate
   * @param warmupSteps steps with a rising rate; 0 leaves it to the ratio
   * @param numTrainEpochs passes over the data
   * @param maxSteps optimiser steps; -1 leaves it to the epochs
   * @param batchSize rows of one optimiser step
   * @param microBatchTokens tokens computed at once; 0 leaves it to the memory
   * @param weightDecay AdamW's, on matrices
   * @param maxGradNorm global norm to clip to; 0 switches it off
   * @param adamBeta1 decay of the first moment
   * @param adamBeta2 decay of the second moment
   * @param adamEpsilon added to the root of the second moment
   * @param shuffle whether each epoch has its own order
   * @param gradientCheckpointing whether activations are computed again in the backward pass
   * @param loraR rank of an adapter; 0 trains all weights
   * @param loraAlpha the adapter's alpha
   * @param loraTargetModules layers that carry an adapter
   * @param saveSteps steps between checkpoints; 0 for none
   * @param saveTotalLimit checkpoints that are kept
   * @param evalSteps steps between evaluations; 0 for one at the end
   * @param overwrite whether another run in the folder is thrown away
   * @param seed seeds the order of the rows and a new adapter
   * @param dtype auto, float32 or bfloat16
   * @param device auto, cpu or cuda[:N]
   * @param threads threads of one operation; 0 takes every core
   */
  public record Config(
      Path model,
      List<Path> data,
      Path out,
      List<Path> evalData,
      LossOn lossOn,
      int maxLength,
      Overlong overlong,
      String now,
      double learningRate,
      LrSchedule lrSchedulerType,
      double warmupRatio,
      long warmupSteps,
      double numTrainEpochs,
      long maxSteps,
      int batchSize,
      int microBatchTokens,
      double weightDecay,
      double maxGradNorm,
      double adamBeta1,
      double adamBeta2,
      double adamEpsilon,
      boolean shuffle,
      boolean gradientCheckpointing,
      int loraR,
      double loraAlpha,
      List<String> loraTargetModules,
      long saveSteps,
      int saveTotalLimit,
      long evalSteps,
      boolean overwrite,
      long seed,
      String dtype,
      String device,
      int threads)
      implements TuningSettings {
    public Config {
      data = List.copyOf(data);
      evalData = List.copyOf(evalData);
      loraTargetModules = List.copyOf(loraTargetModules);
      if (maxLength < 2) {
        throw new UserError("max-length: " + maxLength + " is out of range, expected at least 2");
      }
      if (microBatchTokens < 0 || threads < 0) {
        throw new UserError(
            (threads < 0 ? "threads" : "micro-batch-tokens")
                + ": is negative, expected 0 (as the machine has it) or more");
      }
    }

    /** The defaults: Llama 3's rate, and everything else as TRL users expect. */
    public static Config of(Path model, List<Path> data, Path out) {
      return new Config(
          model,
          data,
          out,
          List.of(),
          LossOn.ASSISTANT,
          2048,
          Overlong.ERROR,
          EncoderConfig.DEFAULT_NOW,
          1e-5,
          LrSchedule.COSINE,
          0.03,
          0,
          1,
          -1,
          16,
          0,
          0,
          1,
          0.9,
          0.999,
          1e-8,
          true,
          false,
          0,
          32,
          List.of("all-linear"),
          0,
          1,
          0,
          false,
          42,
          "auto",
          "auto",
          0);
    }

    /**
     * The same with other values.
     *
     * @param assignments for example {@code "max-steps=20"}, {@code "lora-r=16"}
     * @throws dev.herder.core.config.ConfigException with every mistake in them
     */
    public Config with(String... assignments) {
      StrictConfig<Config> config = StrictConfig.of(Config.class).defaults(this);
      for (String assignment : assignments) {
        config = config.set(assignment);
      }
      return config.resolve().value();
    }

    TrainSettings settings() {
      return new TrainSettings(
          learningRate,
          batchSize,
          numTrainEpochs,
          maxSteps,
          lrSchedulerType,
          warmupRatio,
          warmupSteps,
          new AdamW.Settings(adamBeta1, adamBeta2, adamEpsilon, weightDecay),
          maxGradNorm,
          shuffle,
          saveSteps,
          saveTotalLimit,
          evalSteps,
          gradientCheckpointing);
    }
  }

  /**
   * What came of it.
   *
   * @param out the run's folder
   * @param rows what became of the rows
   * @param outcome of the training; empty if the folder already held the finished run
   */
  public record Result(Path out, RowCounts rows, Optional<TrainRun.Outcome> outcome) {}

  @Override
  public Result run(Config config, RunContext context) throws IOException {
    // Before anything is loaded: a mistake in them is told at once.
    TrainSettings settings = config.settings();
    CausalLm.Options options = FineTuning.options(config);
    RunContext seeded = context.withSeed(config.seed());
    try (Tokenizer tokenizer = Startup.tokenizer(config.model())) {
      ModelConfig shape =
          Preflight.check(config.model(), config.out(), config.overwrite(), options, List.of());
      Encoder encoder =
          new Encoder(tokenizer, FineTuning.encoding(config, shape).withLossOn(config.lossOn()));
      try (TrainingRows<Encoded> train = read(config.data(), config, encoder, seeded);
          TrainingRows<Encoded> eval = read(config.evalData(), config, encoder, seeded)) {
        return train(config, settings, options, train, eval, seeded);
      }
    }
  }

  private Result train(
      Config config,
      TrainSettings settings,
      CausalLm.Options options,
      TrainingRows<Encoded> train,
      TrainingRows<Encoded> eval,
      RunContext context)
      throws IOException {
    List<Artifact> inputs = new ArrayList<>(train.report().artifacts());
    inputs.addAll(eval.report().artifacts());
    TrainStage.Job job =
        new TrainStage.Job(
            "sft",
            ResolvedConfig.json(config, ConfigTypes.none()),
            identity(config, objective),
            config.model(),
            inputs,
            config.out(),
            config.overwrite(),
            options);
    TrainStage.Result result =
        TrainStage.run(
            job,
            model ->
                new TrainStage.Prepared<>(
                    new TrainStage.Plan<>(objective, train.rows(), eval.rows(), settings),
                    train.counts()),
            context);
    return new Result(config.out(), train.counts(), result.outcome());
  }

  /** Rows to imitate: of answers that are labelled good or bad, the good ones. */
  private static TrainingRows<Encoded> read(
      List<Path> files, Config config, Encoder encoder, RunContext context) throws IOException {
    return TrainingRows.read(
        files,
        config.out(),
        Purpose.TRAINING_SFT,
        encoder,
        Encoded.class,
        context,
        row ->
            Boolean.FALSE.equals(row.variables().get("label"))
                ? Optional.of("labelled false, a bad answer")
                : Optional.empty());
  }

  /** Where and how often states are saved does not decide the result. */
  private static JsonNode identity(Config config, Objective<Encoded> objective) {
    ObjectNode identity = new ObjectMapper().createObjectNode();
    identity.put("objective", objective.identity());
    identity.set(
        "settings",
        ResolvedConfig.identity(
            config.with("save-steps=0", "save-total-limit=1", "overwrite=false"),
            ConfigTypes.none()));
    return identity;
  }
}
