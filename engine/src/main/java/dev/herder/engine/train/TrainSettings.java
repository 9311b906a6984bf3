package dev.herder.engine.train;

import dev.herder.core.UserError;

/**
 * The settings of a training run that every stage shares, with TRL's names.
 *
 * @param learningRate peak rate, above 0
 * @param batchSize rows of one optimiser step, at least 1
 * @param numTrainEpochs passes over the data, above 0, at most 1e9; ignored where {@code maxSteps}
 *     is above 0
 * @param maxSteps optimiser steps, or -1 for as many as the epochs have
 * @param lrSchedulerType how the rate changes
 * @param warmupRatio share of the steps with a rising rate, 0 to 1
 * @param warmupSteps steps with a rising rate; 0 leaves it to the ratio
 * @param adamw the optimiser
 * @param maxGradNorm gradients with a larger global norm are scaled down to it; 0 switches it off
 * @param shuffle whether each epoch has its own seeded order
 * @param saveSteps steps between checkpoints, or 0 for none
 * @param saveTotalLimit checkpoints that are kept, at least 1
 * @param evalSteps steps between evaluations, or 0 for one at the end
 * @param gradientCheckpointing whether activations are computed again in the backward pass
 */
public record TrainSettings(
    double learningRate,
    int batchSize,
    double numTrainEpochs,
    long maxSteps,
    LrSchedule lrSchedulerType,
    double warmupRatio,
    long warmupSteps,
    AdamW.Settings adamw,
    double maxGradNorm,
    boolean shuffle,
    long saveSteps,
    int saveTotalLimit,
    long evalSteps,
    boolean gradientCheckpointing) {
  /** Of as many rows as there can be, the steps of so many passes can still be counted. */
  private static final double MOST_EPOCHS = 1e9;

  public TrainSettings {
    require(
        learningRate > 0 && learningRate < 1e3,
        "learning-rate",
        learningRate,
        "above 0, below 1000");
    require(batchSize >= 1, "batch-size", batchSize, "at least 1");
    require(
        numTrainEpochs > 0 && numTrainEpochs <= MOST_EPOCHS,
        "num-train-epochs",
        numTrainEpochs,
        "above 0, at most a billion");
    require(maxSteps == -1 || maxSteps >= 1, "max-steps", maxSteps, "-1 or at least 1");
    require(warmupRatio >= 0 && warmupRatio <= 1, "warmup-ratio", warmupRatio, "0 to 1");
    require(warmupSteps >= 0, "warmup-steps", warmupSteps, "0 or more");
    require(maxGradNorm >= 0, "max-grad-norm", maxGradNorm, "0 (off) or more");
    require(saveSteps >= 0, "save-steps", saveSteps, "0 (off) or more");
    require(saveTotalLimit >= 1, "save-total-limit", saveTotalLimit, "at least 1");
    require(evalSteps >= 0, "eval-steps", evalSteps, "0 (at the end) or more");
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new UserError(key + ": " + value + " is out of range, expected " + expected);
    }
  }

  /** Optimiser steps of one epoch over so many rows; the last one may have fewer rows. */
  public long stepsPerEpoch(int rows) {
    return ((long) rows + batchSize - 1) / batchSize;
  }

  /** Optimiser steps of the run. */
  public long totalSteps(int rows) {
    if (maxSteps > 0) {
      return maxSteps;
    }
    return Math.max(1, (long) Math.ceil(numTrainEpochs * stepsPerEpoch(rows)));
  }

  /** Steps with a rising rate. */
  public long warmup(int rows) {
    return warmupSteps > 0 ? warmupSteps : (long) Math.ceil(totalSteps(rows) * warmupRatio);
  }

  /** The rate of a step, counted from 1. */
  public double rate(long step, int rows) {
    return learningRate * lrSchedulerType.factor(step - 1, warmup(rows), totalSteps(rows));
  }
}
