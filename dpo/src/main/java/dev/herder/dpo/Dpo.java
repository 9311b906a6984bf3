package dev.herder.dpo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.config.ConfigTypes;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.OutputFolder;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.Stage;
import dev.herder.dpo.loss.LossSettings;
import dev.herder.dpo.loss.WeightedLoss;
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
import java.util.Map;
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
   * @param referenceCache folder of the reference's log-probabilities; null takes one in {@code
   *     out}
   * @param referenceUpdateSteps steps after which the reference moves towards the policy; 0: never
   * @param referenceMixupAlpha the policy's share of a moved reference
   * @param online whether and how the policy makes the pairs itself; {@code data} then is empty
   * @param beta what implicit rewards are scaled by
   * @param lossType names of losses that are summed, see {@link LossSettings}
   * @param lossWeights a weight for each, or none for 1 each
   * @param labelSmoothing the probability that a label is wrong
   * @param discopopTau temperature of {@code discopop}
   * @param simpoGamma the margin of {@code simpo}
   * @param desirableWeight what good answers weigh in {@code kto}
   * @param undesirableWeight what bad answers weigh in {@code kto}
   * @param offsetAlpha scale of the offset from a pair's margin (ODPO); 0 leaves it out
   * @param nllWeight weight of the chosen answer's likelihood, averaged per token; 0 leaves it out,
   *     null takes what suits the loss
   * @param formatMask whether formatting tokens are left out of the contrastive term
   * @param maxChosenLogpDrop by how many nats chosen answers may become less probable than under
   *     the reference before the run is stopped; 0: any
   */
  public record Config(
      Path model,
      List<Path> data,
      Path out,
      @Nullable Path reference,
      @Nullable Path referenceCache,
      long referenceUpdateSteps,
      double referenceMixupAlpha,
      List<Path> evalData,
      Online online,
      double beta,
      List<String> lossType,
      List<Double> lossWeights,
      double labelSmoothing,
      double discopopTau,
      double simpoGamma,
      double desirableWeight,
      double undesirableWeight,
      double offsetAlpha,
      @Nullable Double nllWeight,
      boolean formatMask,
      double maxChosenLogpDrop,
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
      LossSettings loss =
          new LossSettings(
              lossType,
              lossWeights,
              beta,
              labelSmoothing,
              discopopTau,
              simpoGamma,
              desirableWeight,
              undesirableWeight,
              nllWeight);
      lossType = loss.types();
      lossWeights = loss.weights();
      WeightedLoss built = loss.build();
      ConfigChecks.rows(maxLength, overlong, microBatchTokens, threads);
      ConfigChecks.parameters(loss);
      ConfigChecks.loss(built, lossType, offsetAlpha, maxChosenLogpDrop);
      ConfigChecks.reference(
          built, lossType, reference, referenceUpdateSteps, referenceMixupAlpha, loraR);
      ConfigChecks.online(online, data, referenceUpdateSteps);
    }

    /** The defaults: Llama 3's preset, and everything else as TRL users expect. */
    public static Config of(Path model, List<Path> data, Path out) {
      return new Config(
          model,
          data,
          out,
          null,
          null,
          0,
          0.6,
          List.of(),
          Online.off(),
          0.1,
          List.of("sigmoid"),
          List.of(),
          0,
          0.05,
          0.5,
          1,
          1,
          0,
          null,
          true,
          0,
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

    WeightedLoss loss() {
      return new LossSettings(
              lossType,
              lossWeights,
              beta,
              labelSmoothing,
              discopopTau,
              simpoGamma,
              desirableWeight,
              undesirableWeight,
              nllWeight)
          .build();
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
   * @param rows what became of the rows, or of the prompts
   * @param outcome of the training; empty if the folder already held the finished run
   * @param online by the names of the metrics, what became of the prompts and answers of all steps;
   *     empty if the pairs come from files, or {@code outcome} is
   */
  public record Result(
      Path out, RowCounts rows, Optional<TrainRun.Outcome> outcome, Map<String, Long> online) {}

  private final @Nullable Scorer scorer;

  /** DPO on pairs from files, or on pairs that the policy makes and a named verifier judges. */
  public Dpo() {
    this(null);
  }

  /**
   * DPO on pairs that the policy makes.
   *
   * @param scorer judges its answers, for example a reward model; null leaves that to the verifier
   *     that the settings name
   */
  public Dpo(@Nullable Scorer scorer) {
    this.scorer = scorer;
  }

  @Override
  public Result run(Config config, RunContext context) throws IOException {
    // Before anything is loaded: a mistake in them is told at once.
    config.settings();
    CausalLm.Options options = FineTuning.options(config);
    Scorer judge = OnlineScorer.of(config, scorer);
    if (config.data().isEmpty() && judge == null) {
      throw new UserError(
          "data: missing, expected files of preferences; or --online with --prompts");
    }
    RunContext seeded = context.withSeed(config.seed());
    try (Tokenizer tokenizer = Startup.tokenizer(config.model());
        SpilledExamples training = new SpilledExamples(config.out())) {
      ModelConfig[] readers = check(config, options);
      Encoder encoder = new Encoder(tokenizer, FineTuning.encoding(config, readers));
      DpoRows rows = DpoRows.read(config, encoder, judge, training, seeded);
      DpoPlan plan = new DpoPlan(config, rows, seeded);
      TrainStage.Result result = TrainStage.run(job(config, rows, options), plan::prepare, seeded);
      return new Result(config.out(), rows.counts(), result.outcome(), plan.online());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The shapes of the models that read the rows. */
  private static ModelConfig[] check(Config config, CausalLm.Options options) throws IOException {
    Path reference = config.reference();
    Path reward = config.online().reward();
    List<Path> others = new ArrayList<>();
    if (reference != null) {
      others.add(reference);
    }
    if (reward != null) {
      others.add(reward);
    }
    ModelConfig policy =
        Preflight.check(config.model(), config.out(), config.overwrite(), options, others);
    List<ModelConfig> readers = new ArrayList<>(List.of(policy));
    if (reference != null) {
      CausalLm.Options scoring = CausalLm.Options.inference(config.wish());
      ModelConfig other = CausalLm.check(reference, scoring);
      ReferenceSource.requireVocabulary(other, policy);
      readers.add(other);
    }
    if (config.referenceCache() != null) {
      OutputFolder.check(config.referenceCache());
    }
    return readers.toArray(ModelConfig[]::new);
  }

  private static TrainStage.Job job(Config config, DpoRows rows, CausalLm.Options options) {
    ObjectNode identity =
        (ObjectNode)
            ResolvedConfig.identity(
                config.with("save-steps=0", "save-total-limit=1", "overwrite=false"),
                ConfigTypes.none());
    DpoRows.Prompts prompts = rows.prompts();
    if (prompts != null) {
      identity.put("scorer", prompts.scorer().id());
    }
    return new TrainStage.Job(
        "dpo",
        ResolvedConfig.json(config, ConfigTypes.none()),
        identity,
        config.model(),
        rows.inputs(),
        config.out(),
        config.overwrite(),
        options);
  }
}
