package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.console.TerminalProgress;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.RunContext;
import dev.herder.core.verify.Verifiers;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.machine.Machine;
import dev.herder.rejectionsampling.Filter;
import dev.herder.rejectionsampling.Pairing;
import dev.herder.rejectionsampling.RejectionSampling;
import dev.herder.rejectionsampling.Selection;
import dev.herder.rejectionsampling.SelectionPass;
import dev.herder.rejectionsampling.Steering;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
      "  herder rejection-sample --model tuned --verifier gsm8k --prompts prompts.jsonl --out best --k 16",
    })
public final class RejectionSampleCommand implements Callable<Integer>, Configured {
  @Mixin SamplingOptions sampling;

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
      description = "best, best-above:SCORE, top:M or best-penalised:X.")
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
      Path model,
      String verifier,
      Path prompts,
      Path out,
      int k,
      double temperature,
      int topK,
      double topP,
      int maxNewTokens,
      String keep,
      double minGap,
      boolean dropTruncated,
      boolean dropDuplicates,
      double nearDuplicates,
      double passScore,
      String steering,
      boolean keepSteering,
      long seed,
      String dtype,
      String device,
      int threads) {}

  @Override
  public JsonNode defaults() {
    Path none = Path.of("none");
    return Defaults.without(
        new Settings(
            none,
            "none",
            none,
            none,
            16,
            0.8,
            0,
            1,
            256,
            "best-above:0.5",
            0,
            true,
            true,
            0.9,
            1,
            "none",
            false,
            42,
            "auto",
            "auto",
            0),
        "model",
        "verifier",
        "prompts",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Settings> settings =
        common.resolve(Settings.class, StrictConfig.of(Settings.class).defaults(defaults()));
    if (common.printed(settings)) {
      return 0;
    }
    Settings s = settings.value();
    Sampling draw =
        new Sampling(s.k(), s.temperature(), s.topK(), s.topP(), s.maxNewTokens(), s.seed());
    SelectionPass pass =
        new SelectionPass(
            Selection.parse(s.keep()),
            new Pairing.BestWorst(s.minGap()),
            new Filter(s.dropTruncated(), s.dropDuplicates(), s.nearDuplicates()),
            s.passScore());
    Steering steering =
        s.steering().equals("none")
            ? Steering.none()
            : Steering.read(Path.of(s.steering()), s.keepSteering());
    var scorer = Verifiers.scorer(s.verifier());
    try (TerminalProgress progress = new TerminalProgress(common.surroundings(), common.quiet())) {
      RunContext context = common.context(s.seed(), progress);
      Machine.Wish wish = new Machine.Wish(s.device(), s.dtype(), s.threads(), 0);
      try (LocalModel model =
          LocalModel.open(s.model(), wish, context.clock(), context.stopRequested())) {
        RejectionSampling.Result result =
            new RejectionSampling(model, scorer)
                .run(
                    new RejectionSampling.Config(
                        s.prompts(), s.out(), Hashes.ofModel(s.model()), draw, pass, steering),
                    context);
        Map<String, @Nullable Object> figures = new LinkedHashMap<>();
        figures.put("out", s.out().toString());
        figures.put("complete", result.complete());
        figures.put("prompts", result.promptsDone());
        SelectionPass.Outcome outcome = result.outcome();
        if (outcome != null) {
          figures.put("rows", outcome.counts().kept());
          figures.put("pairs", outcome.counts().pairs());
          figures.put("tied", outcome.counts().tied());
          figures.put("pass_rate", outcome.passRate());
          figures.put("mean_score", outcome.meanScore());
          figures.put("mean_best_score", outcome.meanBestScore());
        }
        common.finish(figures);
      }
    }
    return 0;
  }
}
