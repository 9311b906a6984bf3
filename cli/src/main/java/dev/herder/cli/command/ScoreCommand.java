package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.UserError;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.OutputFiles;
import dev.herder.core.run.RunContext;
import dev.herder.core.score.RowScorer;
import dev.herder.core.score.ScoreFile;
import dev.herder.core.score.VerifiedRows;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.reward.RewardModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores of answers. */
@Command(
    name = "score",
    description =
        "Add the score of a reward model or a verifier to each row; run again, it goes on.",
    footer = {
      "  herder score --model reward --data answers.jsonl --out scored.jsonl",
      "  herder score --verifier gsm8k --data answers.jsonl --out scored.jsonl",
    })
public final class ScoreCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(
      @Nullable Path model,
      @Nullable String verifier,
      Path data,
      Path out,
      boolean overwrite,
      String now,
      String dtype,
      String device,
      int threads) {}

  @ConfigKey("model")
  @Option(names = "--model", paramLabel = "DIR", description = "The reward model, or:")
  @Nullable String model;

  @ConfigKey("verifier")
  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      description = "gsm8k, gsm8k:strict, exact, regex:PATTERN, or one of your own.")
  @Nullable String verifier;

  @ConfigKey("data")
  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "JSON Lines: what generate wrote, conversations, demonstrations, preferences.")
  @Nullable String data;

  @ConfigKey("out")
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The rows with score; of preferences chosen_score and rejected_score.")
  @Nullable String out;

  @ConfigKey("overwrite")
  @Option(names = "--overwrite", description = "Replace another file of that name.")
  @Nullable Boolean overwrite;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    Path none = Path.of("none");
    return Defaults.without(
        new Settings(null, null, none, none, false, EncoderConfig.DEFAULT_NOW, "auto", "auto", 0),
        "data",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), s -> 0, ScoreCommand::run);
  }

  private static Map<String, @Nullable Object> run(Settings s, RunContext context)
      throws IOException {
    Path model = s.model();
    String verifier = s.verifier();
    if ((model == null) == (verifier == null)) {
      throw new UserError(
          "score: expected one of --model DIR (a reward model) and --verifier NAME");
    }
    // Before a model is loaded.
    OutputFiles.requireRows(s.out());
    InputFiles.requireRegular(s.data());
    if (model == null) {
      return score(s, new VerifiedRows(String.valueOf(verifier)), context);
    }
    Machine.Wish wish = new Machine.Wish(s.device(), s.dtype(), s.threads(), 0);
    try (RewardModel reward = RewardModel.open(model, wish, EncoderConfig.now(s.now()))) {
      reward.compute().reason("dtype").ifPresent(context.talk());
      return score(s, reward, context);
    }
  }

  private static Map<String, @Nullable Object> score(
      Settings s, RowScorer scorer, RunContext context) throws IOException {
    ScoreFile.Result result = new ScoreFile(scorer).run(s.data(), s.out(), s.overwrite(), context);
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", s.out().toString());
    figures.put("complete", result.complete());
    figures.put("rows", result.rows());
    figures.put("scored", result.scored());
    Map<String, Long> kinds = new LinkedHashMap<>();
    result.report().bySchema().forEach((schema, n) -> kinds.put(schema.title(), n));
    figures.put("kinds", kinds);
    figures.put("blank_lines", result.report().blankLines());
    figures.put("tokens", scorer.tokens());
    if (scorer.cutShort() > 0) {
      figures.put("cut_short", scorer.cutShort());
    }
    result.mean().ifPresent(mean -> figures.put("mean_score", mean));
    return figures;
  }
}
