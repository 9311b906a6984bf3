package dev.herder.pipelines.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.config.ConfigTypes;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.generate.Likelihoods;
import dev.herder.core.generate.WrappedGenerator;
import dev.herder.core.run.RunContext;
import dev.herder.dpo.Dpo;
import dev.herder.engine.lm.LocalLikelihoods;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.lm.TrainRun;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.machine.Processor;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.pipelines.ModelRef;
import dev.herder.pipelines.Recipe;
import dev.herder.pipelines.SamplerFactory;
import dev.herder.pipelines.Seams;
import dev.herder.pipelines.TrainingBlock;
import dev.herder.pipelines.TrainingJob;
import dev.herder.pipelines.TrainingStep;
import dev.herder.reward.Reward;
import dev.herder.sft.Sft;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rounds on this machine: the recipe's {@code sft} and {@code dpo} blocks bound to the stages. */
public final class LocalSeams {
  private static final Path PLACE = Path.of("place");
  private static final List<String> PLACES = List.of("model", "data", "out", "seed", "overwrite");

  private LocalSeams() {}

  /**
   * Binds a recipe.
   *
   * @throws UserError with every mistake in its blocks
   */
  public static Seams of(Recipe recipe) {
    List<Sft.Config> sft =
        bound(Sft.Config.class, Sft.Config.of(PLACE, List.of(PLACE), PLACE), "sft", recipe.sft());
    List<Dpo.Config> dpo =
        bound(Dpo.Config.class, Dpo.Config.of(PLACE, List.of(PLACE), PLACE), "dpo", recipe.dpo());
    List<Reward.Config> reward =
        bound(
            Reward.Config.class,
            Reward.Config.of(PLACE, List.of(PLACE), PLACE),
            "reward",
            recipe.reward());
    for (Dpo.Config one : dpo) {
      sft.forEach(other -> requireOneAdapter(other, one));
    }
    requireFittingReward(recipe);
    Sft.Config first = sft.get(0);
    return new Seams(
        sft.stream().<TrainingStep>map(LocalSft::new).toList(),
        dpo.stream().<TrainingStep>map(LocalDpo::new).toList(),
        reward.stream().<TrainingStep>map(LocalReward::new).toList(),
        new LocalAveraging(),
        new LocalSamplers(first),
        new LocalJudges(reward.get(0)));
  }

  /** Says before the first answer is drawn that a reward model could not judge any. */
  private static void requireFittingReward(Recipe recipe) {
    Path reward = recipe.rewardModel();
    if (reward != null
        && Files.isRegularFile(reward.resolve(LocalJudges.TOKENIZER))
        && Files.isRegularFile(recipe.model().resolve(LocalJudges.TOKENIZER))) {
      try {
        LocalJudges.requireSameText(reward, recipe.model());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** DPO goes on with the adapter of the fine-tuning, which must therefore be of the same shape. */
  private static void requireOneAdapter(Sft.Config sft, Dpo.Config dpo) {
    boolean same =
        sft.loraR() == dpo.loraR()
            && sft.loraAlpha() == dpo.loraAlpha()
            && Set.copyOf(sft.loraTargetModules()).equals(Set.copyOf(dpo.loraTargetModules()));
    if (sft.loraR() > 0 && dpo.loraR() > 0 && !same) {
      throw new UserError(
          "dpo.lora-r, lora-alpha, lora-target-modules: are %d, %s, %s, but those of sft are %d, %s, %s; DPO goes on with the adapter of sft, so give both the same, or lora-r: 0 to train merged weights"
              .formatted(
                  dpo.loraR(),
                  dpo.loraAlpha(),
                  dpo.loraTargetModules(),
                  sft.loraR(),
                  sft.loraAlpha(),
                  sft.loraTargetModules()));
    }
  }

  /** The settings of each variant of a block. */
  private static <R extends Record> List<R> bound(
      Class<R> type, R defaults, String block, Map<String, Object> given) {
    return TrainingBlock.of(block, given).variants().stream()
        .map(variant -> bound(type, defaults, block, variant))
        .toList();
  }

  private static <R extends Record> R bound(
      Class<R> type, R defaults, String block, TrainingBlock.Variant variant) {
    for (String key : PLACES) {
      if (variant.settings().containsKey(key)) {
        throw new UserError(
            block + "." + key + ": is set by the round itself; remove it from the recipe");
      }
    }
    if (variant.settings().containsKey("online")) {
      throw new UserError(
          block
              + ".online: a round samples and pairs by itself; remove it, or run herder dpo --online"
              + " on its own");
    }
    return StrictConfig.of(type)
        .defaults(defaults)
        .block(block, variant.settings())
        .resolve()
        .value();
  }

  /** What a result depends on beside model, rows and seed. */
  private static JsonNode settings(Record config) {
    ObjectNode json = (ObjectNode) ResolvedConfig.identity(config, ConfigTypes.none());
    json.remove(List.of("seed", "overwrite", "save-steps", "save-total-limit"));
    Processor processor = Processor.detect();
    json.put("machine-bfloat16", processor.hasBfloat16());
    json.put("machine-cores", processor.cores());
    return json;
  }

  /** Numbers of a training, the same if it had ended before, as after a kill just then. */
  private static Map<String, Object> summary(
      Path out, long rows, Optional<TrainRun.Outcome> outcome) throws IOException {
    Map<String, Object> last = TrainRun.reported(out, outcome);
    Object steps = last.get("step");
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("rows", rows);
    if (steps != null) {
      summary.put("steps", steps);
    }
    Object loss = last.get("loss");
    if (loss != null) {
      summary.put("loss", loss);
    }
    return summary;
  }

  private record LocalSft(Sft.Config config) implements TrainingStep {
    @Override
    public JsonNode settings() {
      return LocalSeams.settings(config);
    }

    @Override
    public Map<String, Object> run(TrainingJob job, RunContext context) throws IOException {
      Sft.Config placed =
          config.with(
              "model=" + job.model().directory(),
              "data=[" + job.data().file() + "]",
              "out=" + job.out(),
              "seed=" + context.seed());
      Sft.Result result = new Sft().run(placed, context);
      return summary(result.out(), result.rows().used(), result.outcome());
    }
  }

  private record LocalDpo(Dpo.Config config) implements TrainingStep {
    @Override
    public JsonNode settings() {
      return LocalSeams.settings(config);
    }

    @Override
    public Map<String, Object> run(TrainingJob job, RunContext context) throws IOException {
      Dpo.Config placed =
          config.with(
              "model=" + job.model().directory(),
              "data=[" + job.data().file() + "]",
              "out=" + job.out(),
              "seed=" + context.seed());
      Dpo.Result result = new Dpo().run(placed, context);
      return summary(result.out(), result.rows().used(), result.outcome());
    }
  }

  private record LocalReward(Reward.Config config) implements TrainingStep {
    @Override
    public JsonNode settings() {
      return LocalSeams.settings(config);
    }

    @Override
    public Map<String, Object> run(TrainingJob job, RunContext context) throws IOException {
      Reward.Config placed =
          config.with(
              "model=" + job.model().directory(),
              "data=[" + job.data().file() + "]",
              "out=" + job.out(),
              "seed=" + context.seed());
      Reward.Result result = new Reward().run(placed, context);
      return summary(result.out(), result.rows().used(), result.outcome());
    }
  }

  private record LocalSamplers(Sft.Config config) implements SamplerFactory {
    @Override
    public JsonNode settings() {
      ObjectNode json = new ObjectMapper().createObjectNode();
      json.put("dtype", config.dtype());
      json.put("device", config.device());
      json.put("threads", config.threads());
      json.put("now", config.now());
      json.put("machine-bfloat16", Processor.detect().hasBfloat16());
      json.put("machine-cores", Processor.detect().cores());
      return json;
    }

    @Override
    public Sampler open(ModelRef model, RunContext context) throws IOException {
      Machine.Wish wish = new Machine.Wish(config.device(), config.dtype(), config.threads(), 0);
      LocalModel local =
          LocalModel.open(
              model.directory(), wish, EncoderConfig.now(config.now()), context.stopRequested());
      return new OpenSampler(local);
    }
  }

  private record OpenSampler(LocalModel generator)
      implements SamplerFactory.Sampler, WrappedGenerator {
    @Override
    public Likelihoods likelihoods() {
      return new LocalLikelihoods(generator);
    }

    @Override
    public void close() {
      generator.close();
    }
  }
}
