package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.UserError;
import dev.herder.core.run.RunContext;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.eval.Suite;
import dev.herder.eval.Suites;
import dev.herder.eval.stats.Correction;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Figures of a model on a suite, and what sets two models apart. */
@Command(
    name = "eval",
    description = {
      "Evaluate a model or given answers on a suite; compare two results. Run it again to go on.",
      "",
      "With intervals on every figure. --out is a folder (results.json, items.jsonl, report.html,"
          + " report.md, junit.xml, manifest.json), or one JSON file if it ends in .json.",
    },
    footer = {
      "  herder eval --model tuned --suite ifeval --prompts input_data.jsonl --out tuned-ifeval",
      "  herder eval --model tuned --suite multiple-choice --prompts arc.jsonl --option shots=5 \\",
      "      --option shots-file=arc-train.jsonl --out tuned-arc",
      "  herder eval --model tuned --suite capitals.jsonl --verifier exact --out tuned-capitals",
      "  herder eval --suite ifeval --prompts input_data.jsonl --responses answers.jsonl --out"
          + " given",
      "  herder eval --model tuned --suite ifeval --prompts input_data.jsonl --out tuned-ifeval \\",
      "      --require \"ifeval.prompt_strict>=0.30\" --training-data train.jsonl",
      "  herder eval --compare base-ifeval tuned-ifeval --out compared",
      "  herder eval --compare-scores base.scored.jsonl quantised.scored.jsonl --out rewards",
    })
public final class EvalCommand implements Callable<Integer>, Configured {
  @ConfigKey("suite")
  @Option(
      names = "--suite",
      paramLabel = "NAME|FILE",
      description =
          "What is asked and how answers are judged; --list shows all. Or your own prompts in a"
              + " .jsonl file, whose answers --verifier scores.")
  @Nullable String suite;

  @Option(names = "--list", description = "Show the suites and what their prompts look like.")
  boolean list;

  @ConfigKey("prompts")
  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      arity = "1..*",
      description = "The suite's data, as it is published.")
  @Nullable List<String> prompts;

  @ConfigKey("model")
  @Option(names = "--model", paramLabel = "DIR", description = "The model that answers, or:")
  @Nullable String model;

  @ConfigKey("responses")
  @Option(
      names = "--responses",
      paramLabel = "FILE",
      description = "Answers given before: rows of prompt and response, or what generate wrote.")
  @Nullable String responses;

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "DIR|FILE.json", description = "Where the result goes.")
  @Nullable String out;

  @ConfigKey("max-new-tokens")
  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      description = "Longest answer in tokens; 0 is the suite's own.")
  @Nullable String maxNewTokens;

  @ConfigKey("option")
  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "One of the suite's own settings; may be repeated.")
  @Nullable List<String> option;

  @ConfigKey("require")
  @Option(
      names = "--require",
      paramLabel = "BAR",
      description =
          "A bar such as ifeval.prompt_strict>=0.30, or .low and .high for the interval's ends; a"
              + " miss ends with 1. May be repeated.")
  @Nullable List<String> require;

  @ConfigKey("training-data")
  @Option(
      names = "--training-data",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Look through it for the suite's prompts and estimate what they brought.")
  @Nullable List<String> trainingData;

  @ConfigKey("reward")
  @Option(names = "--reward", paramLabel = "DIR", description = "Scores answers for some suites.")
  @Nullable String reward;

  @ConfigKey("verifier")
  @Option(names = "--verifier", paramLabel = "NAME", description = "The same by a verifier.")
  @Nullable String verifier;

  @ConfigKey("judge")
  @Option(names = "--judge", paramLabel = "DIR", description = "Judges answers for some suites.")
  @Nullable String judge;

  @ConfigKey("judge-endpoint")
  @Option(
      names = "--judge-endpoint",
      paramLabel = "URL",
      description = "The same at a server that speaks OpenAI's /v1/chat/completions.")
  @Nullable String judgeEndpoint;

  @ConfigKey("judge-endpoint-model")
  @Option(
      names = "--judge-endpoint-model",
      paramLabel = "NAME",
      description = "The judge's name at that server.")
  @Nullable String judgeEndpointModel;

  @ConfigKey("compare")
  @Option(
      names = "--compare",
      paramLabel = "RESULT",
      arity = "1..*",
      description =
          "Compare two results item by item instead; runs of one model with several seeds are"
              + " pooled if they stand with commas between them.")
  @Nullable List<String> compare;

  @ConfigKey("correction")
  @Option(
      names = "--correction",
      paramLabel = "NAME",
      description = "For several figures: holm or benjamini-hochberg.")
  @Nullable String correction;

  @ConfigKey("any-conditions")
  @Option(
      names = "--any-conditions",
      description = "Compare although prompts or settings differ, on the items that both have.")
  @Nullable Boolean anyConditions;

  @ConfigKey("compare-scores")
  @Option(
      names = "--compare-scores",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Compare the distributions of two files of score instead; two files of logprobs after"
              + " them add the perplexities.")
  @Nullable List<String> compareScores;

  @ConfigKey("level")
  @Option(
      names = "--level",
      paramLabel = "P",
      description = "Scores differ if the Kolmogorov-Smirnov p-value is below this ...")
  @Nullable String level;

  @ConfigKey("distance")
  @Option(
      names = "--distance",
      paramLabel = "D",
      description = "... and the distributions are at least this far apart, 0 to 1.")
  @Nullable String distance;

  @ConfigKey("overwrite")
  @Option(names = "--overwrite", description = "Replace the result of another model or setting.")
  @Nullable Boolean overwrite;

  @ConfigKey("kv-cache-memory")
  @Option(
      names = "--kv-cache-memory",
      paramLabel = "MIB",
      description = "For keys and values of answers in progress; 0 is half of what is free.")
  @Nullable String kvCacheMemory;

  @Mixin CommonOptions common;

  private boolean missed;

  /** The settings. */
  record Settings(
      @Nullable String suite,
      List<Path> prompts,
      @Nullable Path model,
      @Nullable Path responses,
      @Nullable Path out,
      int maxNewTokens,
      List<String> option,
      List<String> require,
      List<Path> trainingData,
      @Nullable Path reward,
      @Nullable String verifier,
      @Nullable Path judge,
      @Nullable String judgeEndpoint,
      @Nullable String judgeEndpointModel,
      String judgeEndpointKeyVariable,
      int judgeEndpointSeconds,
      int judgeEndpointRetries,
      int judgeEndpointConcurrency,
      List<String> compare,
      Correction correction,
      boolean anyConditions,
      List<Path> compareScores,
      double level,
      double distance,
      boolean overwrite,
      int kvCacheMemory,
      long seed,
      String now,
      String dtype,
      String device,
      int threads) {
    /** What models are computed on. */
    Machine.Wish wish() {
      return new Machine.Wish(device, dtype, threads, 0).measuring();
    }
  }

  @Override
  public JsonNode defaults() {
    return Defaults.without(
        new Settings(
            null,
            List.of(),
            null,
            null,
            null,
            0,
            List.of(),
            List.of(),
            List.of(),
            null,
            null,
            null,
            null,
            null,
            "HERDER_ENDPOINT_KEY",
            120,
            5,
            8,
            List.of(),
            Correction.HOLM,
            false,
            List.of(),
            0.01,
            0.05,
            false,
            0,
            42,
            EncoderConfig.DEFAULT_NOW,
            "auto",
            "auto",
            0));
  }

  @Override
  public Integer call() throws IOException {
    if (list) {
      PrintWriter lines = common.surroundings().out();
      for (Suite each : Suites.all()) {
        lines.printf("%-16s %s%n", each.name(), each.description());
      }
      return 0;
    }
    int code = common.run(Settings.class, defaults(), Settings::seed, this::work);
    return missed ? 1 : code;
  }

  private Map<String, @Nullable Object> work(Settings s, RunContext context) throws IOException {
    long ways =
        Stream.of(s.suite() != null, !s.compare().isEmpty(), !s.compareScores().isEmpty())
            .filter(each -> each)
            .count();
    if (ways != 1) {
      throw new UserError(
          "eval: expected one of --suite NAME (to evaluate), --compare A B (two results) and"
              + " --compare-scores A B (two files of scores)");
    }
    String chosen = s.suite();
    if (chosen != null) {
      EvalRun run = new EvalRun(s, chosen, common.json());
      Map<String, @Nullable Object> figures = run.figures(context);
      missed = run.missed();
      return figures;
    }
    EvalComparison comparison = new EvalComparison(s);
    EvalComparison.Outcome outcome =
        s.compare().isEmpty() ? comparison.scores() : comparison.results();
    if (!common.json() && !common.quiet()) {
      common.surroundings().out().println(outcome.text());
    }
    return common.json() ? outcome.json() : outcome.summary();
  }
}
