package dev.herder.cli.option;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The options of every training command, with TRL's names.
 *
 * <p>Each is an override of the setting of the same name, and nothing else: see {@link ConfigKey}.
 */
public final class TrainingOptions {
  @ConfigKey("overwrite")
  @Option(names = "--overwrite", description = "Throw away another run in the folder.")
  @Nullable Boolean overwrite;

  @ConfigKey("save-total-limit")
  @Option(names = "--save-total-limit", paramLabel = "N", description = "Checkpoints to keep.")
  @Nullable String saveTotalLimit;

  @ArgGroup(validate = false, heading = "%nOptimisation:%n", order = 10)
  Optimisation optimisation = new Optimisation();

  @ArgGroup(validate = false, heading = "%nBatches and rows:%n", order = 11)
  Rows rows = new Rows();

  @ArgGroup(validate = false, heading = "%nLow-rank adaptation:%n", order = 13)
  Lora lora = new Lora();

  @ArgGroup(validate = false, heading = "%nSaving and evaluation:%n", order = 14)
  Checkpoints checkpoints = new Checkpoints();

  static final class Optimisation {
    @ConfigKey("learning-rate")
    @Option(names = "--learning-rate", paramLabel = "RATE", description = "The peak rate.")
    @Nullable String learningRate;

    @ConfigKey("lr-scheduler-type")
    @Option(
        names = "--lr-scheduler-type",
        paramLabel = "TYPE",
        description =
            "linear, cosine, cosine_with_min_lr (ends at a tenth), inverse_sqrt,"
                + " constant_with_warmup, or constant (which has no warm-up).")
    @Nullable String lrSchedulerType;

    @ConfigKey("warmup-ratio")
    @Option(
        names = "--warmup-ratio",
        paramLabel = "SHARE",
        description = "Share of all steps over which the rate rises from 0.")
    @Nullable String warmupRatio;

    @ConfigKey("warmup-steps")
    @Option(
        names = "--warmup-steps",
        paramLabel = "N",
        description = "Steps over which the rate rises from 0; goes before the share.")
    @Nullable String warmupSteps;

    @ConfigKey("num-train-epochs")
    @Option(
        names = "--num-train-epochs",
        paramLabel = "N",
        description = "Passes over the data; may be a fraction.")
    @Nullable String numTrainEpochs;

    @ConfigKey("max-steps")
    @Option(
        names = "--max-steps",
        paramLabel = "N",
        description = "Optimiser steps; goes before the number of epochs.")
    @Nullable String maxSteps;

    @ConfigKey("weight-decay")
    @Option(names = "--weight-decay", paramLabel = "X", description = "AdamW's, decoupled.")
    @Nullable String weightDecay;

    @ConfigKey("max-grad-norm")
    @Option(
        names = "--max-grad-norm",
        paramLabel = "X",
        description = "Gradients are clipped to this global norm.")
    @Nullable String maxGradNorm;

    @ConfigKey("adam-beta1")
    @Option(names = "--adam-beta1", paramLabel = "X", description = "Decay of the first moment.")
    @Nullable String adamBeta1;

    @ConfigKey("adam-beta2")
    @Option(names = "--adam-beta2", paramLabel = "X", description = "Decay of the second moment.")
    @Nullable String adamBeta2;

    @ConfigKey("adam-epsilon")
    @Option(names = "--adam-epsilon", paramLabel = "X", description = "AdamW's epsilon.")
    @Nullable String adamEpsilon;
  }

  static final class Rows {
    @ConfigKey("batch-size")
    @Option(names = "--batch-size", paramLabel = "N", description = "Rows per optimiser step.")
    @Nullable String batchSize;

    @ConfigKey("micro-batch-tokens")
    @Option(
        names = "--micro-batch-tokens",
        paramLabel = "N",
        description = "Tokens computed at once; by default found from the memory available.")
    @Nullable String microBatchTokens;

    @ConfigKey("gradient-checkpointing")
    @Option(
        names = "--gradient-checkpointing",
        negatable = true,
        fallbackValue = "true",
        description = "Compute activations twice instead of keeping them.")
    @Nullable Boolean gradientCheckpointing;

    @ConfigKey("max-length")
    @Option(names = "--max-length", paramLabel = "N", description = "Longest row, in tokens.")
    @Nullable String maxLength;

    @ConfigKey("overlong")
    @Option(
        names = "--overlong",
        paramLabel = "WHAT",
        description = "What happens to longer rows: error, drop or truncate.")
    @Nullable String overlong;

    @ConfigKey("shuffle")
    @Option(
        names = "--shuffle",
        negatable = true,
        fallbackValue = "true",
        description = "Take the rows in random order, or as they stand.")
    @Nullable Boolean shuffle;
  }

  static final class Lora {
    @ConfigKey("lora-r")
    @Option(
        names = "--lora-r",
        paramLabel = "RANK",
        description = "Train adapters of this rank instead of all weights; 0 trains all.")
    @Nullable String loraR;

    @ConfigKey("lora-alpha")
    @Option(
        names = "--lora-alpha",
        paramLabel = "X",
        description = "Adapters are scaled by alpha / rank.")
    @Nullable String loraAlpha;

    @ConfigKey("lora-target-modules")
    @Option(
        names = "--lora-target-modules",
        paramLabel = "NAME",
        split = ",",
        arity = "1..*",
        description = "The layers that get adapters, for example q_proj,v_proj, or all-linear.")
    @Nullable List<String> loraTargetModules;
  }

  static final class Checkpoints {
    @ConfigKey("save-steps")
    @Option(
        names = "--save-steps",
        paramLabel = "N",
        description = "Steps between checkpoints to resume from.")
    @Nullable String saveSteps;

    @ConfigKey("eval-data")
    @Option(
        names = "--eval-data",
        paramLabel = "FILE",
        arity = "1..*",
        description = "Rows to evaluate on.")
    @Nullable List<String> evalData;

    @ConfigKey("eval-steps")
    @Option(names = "--eval-steps", paramLabel = "N", description = "Steps between evaluations.")
    @Nullable String evalSteps;
  }
}
