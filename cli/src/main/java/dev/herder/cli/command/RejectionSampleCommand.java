package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.UserError;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.PendingHash;
import dev.herder.core.run.RunContext;
import dev.herder.core.select.Filter;
import dev.herder.core.select.Pairing;
import dev.herder.core.select.Selection;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.rejectionsampling.Counts;
import dev.herder.rejectionsampling.RecordedAnswers;
import dev.herder.rejectionsampling.RejectionSampling;
import dev.herder.rejectionsampling.SelectionPass;
import dev.herder.rejectionsampling.Steering;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Best-of-K rejection sampling. */
@Command(
    name = "rejection-sample",
    description = "Sample K answers to each prompt, score them, keep the best.",
    footer = {
      "  herder rejection-sample --model tuned --verifier gsm8k --prompts prompts.jsonl --out best"
          + " --k 16",
      "  herder rejection-sample --model tuned --reward reward --prompts prompts.jsonl --out best"
          + " --k 16",
      "  herder rejection-sample --answers scored.jsonl --reward reward --prompts prompts.jsonl"
          + " --out best --k 16",
    })
public final class RejectionSampleCommand implements Callable<Integer>, Configured {
  @Mixin SamplingOptions sampling;

  @ConfigKey("reward")
  @Option(
      names = "--reward",
      paramLabel = "DIR",
      description = "The reward model that scores answers, or:")
  @Nullable String reward;

  @ConfigKey("answers")
  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description =
          "Take the answers that generate or score wrote instead of sampling; scores in it are"
              + " used if they are those of the same scorer, and else refused.")
  @Nullable String answers;

  @ConfigKey("verifier")
  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      description = "gsm8k, math, exact, regex, ifeval, json-schema, length:N, code:python.")
  @Nullable String verifier;

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "DIR", description = "Where the chosen answers go.")
  @Nullable String out;

  @ConfigKey("k")
  @Option(names = "--k", paramLabel = "K", description = "Answers to each prompt.")
  @Nullable String k;

  @ConfigKey("keep")
  @Option(
      names = "--keep",
      paramLabel = "POLICY",
      description =
          "best, best-above:SCORE, top:M, best-penalised:X, or auto: best-above:0.5 by a verifier,"
              + " best by a reward.")
  @Nullable String keep;

  @ConfigKey("steering")
  @Option(
      names = "--steering",
      paramLabel = "FILE",
      description = "System prompts to draw under, one a line; they are not stored.")
  @Nullable String steering;

  @Mixin CommonOptions common;

  /** The settings. */
  record Settings(
      @Nullable Path model,
      @Nullable Path answers,
      @Nullable Path reward,
      @Nullable String verifier,
      Path prompts,
      Path out,
      int k,
      double temperature,
      int topK,
      double topP,
      double minP,
      double repetitionPenalty,
      List<String> stop,
      int maxNewTokens,
      int kvCacheMemory,
      String samplerDtype,
      String keep,
      double minGap,
      boolean dropTruncated,
      boolean dropDuplicates,
      double nearDuplicates,
      double passScore,
      String steering,
      boolean keepSteering,
      long seed,
      String now,
      String dtype,
      String device,
      int threads)
      implements SamplingSettings {}

  private static final Path NONE = Path.of("none");

  private static final Settings UNSET =
      new Settings(
          null,
          null,
          null,
          null,
          NONE,
          NONE,
          16,
          0.8,
          0,
          1,
          0,
          1,
          List.of(),
          256,
          0,
          "auto",
          "auto",
          0,
          true,
          true,
          0.9,
          1,
          "none",
          false,
          42,
          EncoderConfig.DEFAULT_NOW,
          "auto",
          "auto",
          0);

  @Override
  public JsonNode defaults() {
    return Defaults.without(UNSET, "prompts", "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), Settings::seed, RejectionSampleCommand::run);
  }

  private static Map<String, @Nullable Object> run(Settings s, RunContext context)
      throws IOException {
    Path model = s.model();
    Path answers = s.answers();
    if ((model == null) == (answers == null)) {
      throw new UserError(
          "rejection-sample: expected one of --model DIR and --answers FILE, which says where"
              + " answers come from");
    }
    if (answers != null) {
      InputFiles.requireRegular(answers);
      requireNoSampling(s);
    }
    SelectionPass pass =
        new SelectionPass(
            Selection.parse(keep(s)),
            new Pairing.BestWorst(s.minGap()),
            new Filter(s.dropTruncated(), s.dropDuplicates(), s.nearDuplicates()),
            s.passScore());
    if (s.keepSteering() && s.steering().equals("none")) {
      throw new UserError("keep-steering: there is none to keep; name a file by --steering");
    }
    Steering steering =
        s.steering().equals("none")
            ? Steering.none()
            : Steering.read(Path.of(s.steering()), s.keepSteering());
    try (ChosenScorer scorer =
        ChosenScorer.open(s.reward(), s.verifier(), s.wish(), EncoderConfig.now(s.now()))) {
      if (answers != null) {
        InputFiles.requireNotWritten(
            answers, List.of(s.out().resolve(RejectionSampling.CANDIDATES)));
        List<Row.Prompt> prompts = RowReader.read(List.of(s.prompts()), Purpose.PROMPTS).prompts();
        try (ChosenScorer recorded = scorer.recorded(answers, prompts, s.k())) {
          RecordedAnswers generator = new RecordedAnswers(answers, prompts);
          String source = Hashes.ofFile(answers);
          return run(s, generator, recorded.scorer(), source, pass, steering, context);
        }
      }
      Path sampled = Objects.requireNonNull(model);
      PendingHash hash = PendingHash.of(() -> Hashes.ofModel(sampled));
      try (LocalModel local = s.open(sampled, context)) {
        String source = identity(hash.get(), s, local.compute());
        CountedTokens counted = new CountedTokens(new PlainPrompts(local, context.talk()));
        Map<String, @Nullable Object> figures =
            run(s, counted, scorer.scorer(), source, pass, steering, context);
        figures.put("tokens", counted.tokens());
        return figures;
      }
    }
  }

  /** What says how answers are drawn would do nothing where they are in a file. */
  private static void requireNoSampling(Settings s) {
    requireUnset("temperature", s.temperature(), UNSET.temperature());
    requireUnset("top-k", s.topK(), UNSET.topK());
    requireUnset("top-p", s.topP(), UNSET.topP());
    requireUnset("min-p", s.minP(), UNSET.minP());
    requireUnset("repetition-penalty", s.repetitionPenalty(), UNSET.repetitionPenalty());
    requireUnset("stop", s.stop(), UNSET.stop());
    requireUnset("max-new-tokens", s.maxNewTokens(), UNSET.maxNewTokens());
    requireUnset("kv-cache-memory", s.kvCacheMemory(), UNSET.kvCacheMemory());
    requireUnset("sampler-dtype", s.samplerDtype(), UNSET.samplerDtype());
    requireUnset("steering", s.steering(), UNSET.steering());
  }

  private static void requireUnset(String key, Object value, Object unset) {
    if (!value.equals(unset)) {
      throw new UserError(
          key
              + ": is for answers that are drawn now, and --answers takes those of a file; leave it"
              + " out, or give --model instead");
    }
  }

  /** A verifier's 1 is right and 0 wrong; a reward's score has no such bound. */
  private static String keep(Settings s) {
    if (!s.keep().equals("auto")) {
      return s.keep();
    }
    return s.reward() == null ? "best-above:0.5" : "best";
  }

  private static Map<String, @Nullable Object> run(
      Settings s,
      Generator generator,
      Scorer scorer,
      String source,
      SelectionPass pass,
      Steering steering,
      RunContext context)
      throws IOException {
    RejectionSampling.Result result =
        new RejectionSampling(generator, scorer)
            .run(
                new RejectionSampling.Config(
                    s.prompts(),
                    s.out(),
                    source,
                    s.sampling(s.k()),
                    pass,
                    steering,
                    s.answers() != null),
                context);
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", s.out().toString());
    figures.put("complete", result.complete());
    figures.put("prompts", result.promptsDone());
    putIfAny(figures, "cut_short", scorer.cutShort());
    SelectionPass.Outcome outcome = result.outcome();
    if (outcome != null) {
      Counts counts = outcome.counts();
      figures.put("rows", counts.kept());
      figures.put("pairs", counts.pairs());
      figures.put("tied", counts.tied());
      putIfAny(figures, "unscored", counts.unscored());
      putIfAny(figures, "truncated", counts.truncated());
      putIfAny(figures, "blank", counts.blank());
      putIfAny(figures, "duplicates", counts.duplicates());
      putIfAny(figures, "near_duplicates", counts.nearDuplicates());
      putIfAny(figures, "prompts_none_eligible", counts.noneEligible());
      putIfAny(figures, "prompts_none_good_enough", counts.noneGoodEnough());
      figures.put("pass_rate", outcome.passRate());
      figures.put("mean_score", outcome.meanScore());
      figures.put("mean_best_score", outcome.meanBestScore());
    }
    return figures;
  }

  private static void putIfAny(Map<String, @Nullable Object> figures, String key, long count) {
    if (count > 0) {
      figures.put(key, count);
    }
  }

  /** What the answers depend on beside how they are drawn. */
  private static String identity(String hash, Settings s, Compute compute) {
    String dated =
        s.now().equals(EncoderConfig.DEFAULT_NOW) ? hash : Hashes.ofString(hash + " " + s.now());
    String dtype = new SamplerDtype(s.samplerDtype()).drawnIn(compute);
    return dtype.equals("float32") ? dated : Hashes.ofString(dated + " " + dtype);
  }
}
