package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.config.ConfigTypes;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.OutputFiles;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.generate.Sampling;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.PendingHash;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunLock;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.rejectionsampling.AnswersManifest;
import dev.herder.rejectionsampling.Candidates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers to prompts. */
@Command(
    name = "generate",
    description = "Sample answers to prompts; running it again continues.",
    footer = {
      "  herder generate --model tuned --prompts prompts.jsonl --out answers.jsonl --n 16",
      "  herder generate --model tuned --prompts prompts.jsonl --out greedy.jsonl --n 1"
          + " --temperature 0",
    })
public final class GenerateCommand implements Callable<Integer>, Configured {
  @Mixin SamplingOptions sampling;

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "FILE", description = "One row for each answer.")
  @Nullable String out;

  @ConfigKey("n")
  @Option(names = "--n", paramLabel = "N", description = "Answers to each prompt.")
  @Nullable String n;

  @ConfigKey("overwrite")
  @Option(names = "--overwrite", description = "Throw away other answers in the file.")
  @Nullable Boolean overwrite;

  @Mixin CommonOptions common;

  /** The settings. */
  record Settings(
      Path model,
      Path prompts,
      Path out,
      int n,
      double temperature,
      int topK,
      double topP,
      double minP,
      double repetitionPenalty,
      List<String> stop,
      int maxNewTokens,
      int kvCacheMemory,
      String samplerDtype,
      boolean overwrite,
      long seed,
      String now,
      String dtype,
      String device,
      int threads)
      implements SamplingSettings {}

  @Override
  public JsonNode defaults() {
    Path none = Path.of("none");
    return Defaults.without(
        new Settings(
            none,
            none,
            none,
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
            false,
            42,
            EncoderConfig.DEFAULT_NOW,
            "auto",
            "auto",
            0),
        "model",
        "prompts",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), Settings::seed, GenerateCommand::run);
  }

  private static Map<String, @Nullable Object> run(Settings s, RunContext context)
      throws IOException {
    Sampling draw = s.sampling(s.n());
    OutputFiles.requireRows(s.out());
    InputFiles.requireNotWritten(s.prompts(), List.of(s.out()));
    RowReader.Rows read = RowReader.read(List.of(s.prompts()), Purpose.PROMPTS);
    List<Row.Prompt> prompts = read.prompts();
    PendingHash hash = PendingHash.of(() -> Hashes.ofModel(s.model()));
    try (RunLock lock = RunLock.acquireFile(s.out(), context.clock());
        LocalModel model = s.open(s.model(), context)) {
      lock.cleanLeftovers();
      CountedTokens counted = new CountedTokens(new PlainPrompts(model, context.talk()));
      counted.require(prompts, draw);
      AnswersManifest manifest =
          AnswersManifest.begin(
              s.out(),
              draw(s, draw, model, hash),
              read.report().artifacts().get(0),
              s.overwrite(),
              context.clock());
      Candidates candidates = new Candidates(counted);
      Candidates.Progress progressed = candidates.write(s.out(), prompts, draw, context);
      long rows = (long) progressed.done() * s.n();
      manifest.end(progressed.complete(), rows);
      Map<String, @Nullable Object> figures = new LinkedHashMap<>();
      figures.put("out", s.out().toString());
      figures.put("status", progressed.complete() ? "finished" : "stopped");
      figures.put("rows", rows);
      figures.put("prompts", progressed.done());
      figures.put("tokens", counted.tokens());
      return figures;
    }
  }

  /** What decides the answers beside the prompts. */
  private static ObjectNode draw(
      Settings settings, Sampling sampling, LocalModel model, PendingHash hash) {
    ObjectNode draw = (ObjectNode) ResolvedConfig.json(sampling, ConfigTypes.none());
    draw.put("model", hash.get());
    draw.put("now", settings.now());
    SamplerDtype sampler = new SamplerDtype(settings.samplerDtype());
    draw.put("dtype", sampler.drawnIn(model.compute()));
    return draw;
  }
}
