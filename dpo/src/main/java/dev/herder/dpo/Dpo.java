package dev.herder.dpo;

import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import dev.herder.core.config.ConfigTypes;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.data.Purpose;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.Stage;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.lm.FineTuning;
import dev.herder.engine.lm.TrainRun;
import dev.herder.engine.lm.TrainStage;
import dev.herder.engine.lm.TrainingRows;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncodedAnswers;
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
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Direct preference optimisation with Llama 3's preset: formatting tokens masked out of the
 * contrastive term, 0.2 of the length-normalised likelihood of the chosen answer, beta 0.1.
 *
 * <p>Source: "The Llama 3 Herd of Models", 4.1.4. With {@code nll-weight 0} and {@code format-mask
 * false} it is the textbook loss.
 */
public final class Dpo implements Stage<Dpo.Config, Dpo.Result> {
  /**
   * All settings; those that {@code sft} has too mean the same.
   *
   * @param reference directory of the reference model; null takes the policy before training
   * @param beta what implicit rewards are scaled by
   * @param lossType sigmoid, hinge or ipo
   * @param nllWeight weight of the chosen answer's likelihood; 0 leaves it out
   * @param formatMask whether formatting tokens are left out of the contrastive term
   */
  public record Config(
      Path model,
      List<Path> data,
      Path out,
      @Nullable Path reference,
      List<Path> evalData,
      double beta,
      String lossType,
      double nllWeight,
      boolean formatMask,
      int maxLength,
      Overlong overlong,
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
      int threads) {
    public Config {
      data = List.copyOf(data);
      evalData = List.copyOf(evalData);
      loraTargetModules = List.copyOf(loraTargetModules);
      if (overlong == Overlong.TRUNCATE) {
        throw new UserError(
            "overlong: a pair is not cut, because its answers would no longer be what was compared;"
                + " expected error or drop");
      }
      if (maxLength < 2) {
        throw new UserError("max-length: " + maxLength + " is out of range, expected at least 2");
      }
      if (!(nllWeight >= 0 && Double.isFinite(nllWeight))) {
        throw new UserError("nll-weight: " + nllWeight + " is out of range, expected 0 or more");
      }
      if (microBatchTokens < 0 || threads < 0) {
        throw new UserError(
            (threads < 0 ? "threads" : "micro-batch-tokens")
                + ": is negative, expected 0 (as the machine has it) or more");
      }
      PreferenceLoss checked = PreferenceLoss.of(lossType, beta);
      lossType = checked.id();
    }

    /** The defaults: Llama 3's preset, and everything else as TRL users expect. */
    public static Config of(Path model, List<Path> data, Path out) {
      return new Config(
          model,
          data,
          out,
          null,
          List.of(),
          0.1,
          "sigmoid",
          0.2,
          true,
          2048,
          Overlong.ERROR,
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
     * @param assignments for example {@code "beta=0.3"}
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

    Machine.Wish wish() {
      return new Machine.Wish(device, dtype, threads, microBatchTokens);
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
    RunContext seeded = context.withSeed(config.seed());
    try (Tokenizer tokenizer = Tokenizer.load(config.model())) {
      Encoder encoder =
          new Encoder(
              tokenizer,
              EncoderConfig.defaults(LocalDateTime.now(context.clock()))
                  .withMaxLength(config.maxLength(), config.overlong()));
      TrainingRows<EncodedAnswers> train =
          TrainingRows.read(
              config.data(), Purpose.PREFERENCE, encoder, EncodedAnswers.class, seeded);
      TrainingRows<EncodedAnswers> eval =
          TrainingRows.read(
              config.evalData(), Purpose.PREFERENCE, encoder, EncodedAnswers.class, seeded);
      List<Artifact> inputs = new ArrayList<>(train.report().artifacts());
      inputs.addAll(eval.report().artifacts());
      if (config.reference() != null) {
        inputs.add(
            new Artifact(config.reference().toString(), Hashes.ofModel(config.reference()), null));
      }
      TrainStage.Job job =
          new TrainStage.Job(
              "dpo",
              ResolvedConfig.json(config, ConfigTypes.none()),
              ResolvedConfig.identity(
                  config.with("save-steps=0", "save-total-limit=1", "overwrite=false"),
                  ConfigTypes.none()),
              config.model(),
              inputs,
              config.out(),
              config.overwrite(),
              FineTuning.options(
                  config.wish(),
                  config.loraR(),
                  config.loraAlpha(),
                  config.loraTargetModules(),
                  config.gradientCheckpointing()));
      TrainStage.Result result =
          TrainStage.run(
              job, model -> prepare(model, config, settings, train, eval, seeded), seeded);
      return new Result(config.out(), train.counts(), result.outcome());
    }
  }

  private static TrainStage.Prepared<DpoObjective.Referenced> prepare(
      CausalLm model,
      Config config,
      TrainSettings settings,
      TrainingRows<EncodedAnswers> train,
      TrainingRows<EncodedAnswers> eval,
      RunContext context) {
    List<Pair> pairs = pairs(train.rows(), config.formatMask());
    List<Pair> held = pairs(eval.rows(), config.formatMask());
    context.talk().accept("computing the reference's log-probabilities of each pair");
    List<DpoObjective.Referenced> examples;
    List<DpoObjective.Referenced> evaluation;
    Path reference = config.reference();
    if (reference == null) {
      ReferenceLogProbs live = ReferenceLogProbs.of(model);
      examples = live.of(pairs);
      evaluation = live.of(held);
    } else {
      try (CausalLm other = CausalLm.open(reference, CausalLm.Options.inference(config.wish()))) {
        if (other.config().vocabSize() != model.config().vocabSize()) {
          throw new UserError(
              "reference: has a vocabulary of %d, the model one of %d; they must share a tokenizer"
                  .formatted(other.config().vocabSize(), model.config().vocabSize()));
        }
        ReferenceLogProbs frozen = ReferenceLogProbs.of(other);
        examples = frozen.of(pairs);
        evaluation = frozen.of(held);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (examples.stream().anyMatch(e -> !Double.isFinite(e.chosen() + e.rejected()))) {
      throw new RunFailure("the reference gives a pair a probability of 0; is it a trained model?");
    }
    DpoObjective objective =
        new DpoObjective(PreferenceLoss.of(config.lossType(), config.beta()), config.nllWeight());
    return new TrainStage.Prepared<>(
        new TrainStage.Plan<>(objective, examples, evaluation, settings), train.counts());
  }

  private static List<Pair> pairs(List<EncodedAnswers> rows, boolean formatMask) {
    return rows.stream()
        .map(
            row ->
                new Pair(
                    row.source().toString(),
                    row.prompt(),
                    answer(row.chosen(), formatMask),
                    answer(row.rejected(), formatMask)))
        .toList();
  }

  private static Pair.Answer answer(EncodedAnswers.Answer answer, boolean formatMask) {
    boolean[] contrasted = new boolean[answer.ids().length];
    for (int i = 0; i < contrasted.length; i++) {
      contrasted[i] = !(formatMask && answer.format()[i]);
    }
    return new Pair.Answer(answer.ids(), contrasted);
  }
}
