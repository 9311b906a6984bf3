package dev.herder.reward;

import dev.herder.core.UserError;
import dev.herder.core.config.ConfigTypes;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.data.PreferenceStrength;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.Hashes;
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
import dev.herder.engine.lm.TuningSettings;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.Overlong;
import dev.herder.engine.text.Tokenizer;
import dev.herder.engine.train.AdamW;
import dev.herder.engine.train.LrSchedule;
import dev.herder.engine.train.TrainSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reward modelling: a language model learns to give the better of two or more answers the higher
 * score.
 *
 * <p>Source: "The Llama 3 Herd of Models", 4.1.2 and 4.2.1: Bradley-Terry without a margin, two or
 * three ranked answers in one row, near-ties left out. The score is read where transformers reads
 * it, at the last token that is not padding; what is written is a {@code
 * ...ForSequenceClassification} with one label.
 */
public final class Reward implements Stage<Reward.Config, Reward.Result> {
  /**
   * All settings; those that {@code sft} has too mean the same.
   *
   * @param scoreHead a safetensors file with {@code score.weight} to start from; null takes the
   *     model's own, or draws a new one by the seed
   * @param lossType row-mean, pair-mean or plackett-luce; see {@link RankingLoss}
   * @param centerRewardsCoefficient weight of the mean of (better + worse)^2; 0 leaves it out
   * @param minStrength rows with a weaker {@code strength} are left out; rows without one are used
   * @param ensemble further reward models whose agreement the report shows
   */
  public record Config(
      Path model,
      List<Path> data,
      Path out,
      @Nullable Path scoreHead,
      List<Path> evalData,
      String lossType,
      double centerRewardsCoefficient,
      String minStrength,
      List<Path> ensemble,
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
      ensemble = List.copyOf(ensemble);
      loraTargetModules = List.copyOf(loraTargetModules);
      if (overlong == Overlong.TRUNCATE) {
        throw new UserError(
            "overlong: answers are not cut, because the score is read at their end;"
                + " expected error or drop");
      }
      if (maxLength < 2) {
        throw new UserError("max-length: " + maxLength + " is out of range, expected at least 2");
      }
      if (microBatchTokens < 0 || threads < 0) {
        throw new UserError(
            (threads < 0 ? "threads" : "micro-batch-tokens")
                + ": is negative, expected 0 (as the machine has it) or more");
      }
      lossType = RankingLoss.of(lossType).id();
      minStrength = PreferenceStrength.of(minStrength).id();
    }

    /** The defaults: Llama's preset, and everything else as TRL users expect. */
    public static Config of(Path model, List<Path> data, Path out) {
      return new Config(
          model,
          data,
          out,
          null,
          List.of(),
          "row-mean",
          0,
          "better",
          List.of(),
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
     * @param assignments for example {@code "max-steps=20"}
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
    config.settings();
    CausalLm.Options options = FineTuning.options(config);
    RunContext seeded = context.withSeed(config.seed());
    BradleyTerry objective =
        new BradleyTerry(RankingLoss.of(config.lossType()), config.centerRewardsCoefficient());
    try (Tokenizer tokenizer = Startup.tokenizer(config.model())) {
      PreferenceStrength least = PreferenceStrength.of(config.minStrength());
      int pad = tokenizer.padId();
      ModelConfig shape = check(config, options.with(new CausalLm.Scoring(pad)));
      Encoder encoder = new Encoder(tokenizer, FineTuning.encoding(config, shape));
      try (RankedRows train =
              RankedRows.read(config.data(), config.out(), encoder, pad, least, seeded);
          RankedRows eval =
              RankedRows.read(config.evalData(), config.out(), encoder, pad, least, seeded)) {
        TrainStage.Job job =
            job(config, inputs(config, train, eval), options.with(new CausalLm.Scoring(pad)));
        TrainStage.Result result =
            TrainStage.run(
                job,
                model -> {
                  RewardModel.requireVocabulary(config.model(), model, tokenizer);
                  startFrom(config.scoreHead(), model);
                  return new TrainStage.Prepared<>(
                      new TrainStage.Plan<>(
                          objective, train.rankings(), eval.rankings(), config.settings()),
                      train.counts(),
                      () -> new Judging(config, least, seeded).sections(model, train, eval));
                },
                seeded);
        return new Result(config.out(), train.counts(), result.outcome());
      }
    }
  }

  private static TrainStage.Job job(
      Config config, List<Artifact> inputs, CausalLm.Options options) {
    return new TrainStage.Job(
        "reward",
        ResolvedConfig.json(config, ConfigTypes.none()),
        ResolvedConfig.identity(
            config.with("save-steps=0", "save-total-limit=1", "overwrite=false"),
            ConfigTypes.none()),
        config.model(),
        inputs,
        config.out(),
        config.overwrite(),
        options);
  }

  private static ModelConfig check(Config config, CausalLm.Options options) throws IOException {
    ModelConfig shape =
        Preflight.check(
            config.model(), config.out(), config.overwrite(), options, config.ensemble());
    if (config.scoreHead() != null) {
      CausalLm.checkScore(config.scoreHead(), shape);
    }
    CausalLm.Options judging =
        CausalLm.Options.inference(config.wish()).with(new CausalLm.Scoring(-1));
    for (Path other : config.ensemble()) {
      CausalLm.check(other, judging);
    }
    return shape;
  }

  private static List<Artifact> inputs(Config config, RankedRows train, RankedRows eval)
      throws IOException {
    List<Artifact> inputs = new ArrayList<>(train.artifacts());
    inputs.addAll(eval.artifacts());
    if (config.scoreHead() != null) {
      inputs.add(Artifact.of(config.scoreHead()));
    }
    for (Path other : config.ensemble()) {
      inputs.add(new Artifact(other.toString(), Hashes.ofModel(other), null));
    }
    return inputs;
  }

  private static void startFrom(@Nullable Path scoreHead, CausalLm model) {
    if (scoreHead != null) {
      try {
        model.readScore(scoreHead);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
