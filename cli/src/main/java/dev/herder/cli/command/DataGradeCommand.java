package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.UserError;
import dev.herder.core.data.InputFiles;
import dev.herder.core.run.RunContext;
import dev.herder.dataquality.pruning.Aspect;
import dev.herder.dataquality.pruning.Grade;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.reward.RewardModel;
import dev.herder.synthdata.endpoint.EndpointConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rows with labels of a judge. */
@Command(
    name = "grade",
    description =
        "Let a judge label rows: quality, difficulty, tags, a topic; run again, it goes on.",
    footer = {
      "  herder data grade --model llama --data rows.jsonl --out graded",
      "  herder data grade --endpoint http://localhost:8000 --endpoint-model llama --reward reward"
          + " --data rows.jsonl --out graded --topics maths,code,writing",
      "  herder data prune --data graded/graded.jsonl --out good",
    })
public final class DataGradeCommand implements Callable<Integer>, Configured {
  /** The settings. */
  record Settings(
      List<Path> data,
      Path out,
      @Nullable Path model,
      @Nullable String endpoint,
      @Nullable String endpointModel,
      String endpointKeyVariable,
      int endpointSeconds,
      int endpointRetries,
      int endpointConcurrency,
      @Nullable Path reward,
      List<String> aspects,
      List<String> topics,
      int maxNewTokens,
      int kvCacheMemory,
      long seed,
      String now,
      String dtype,
      String device,
      int threads) {}

  @ConfigKey("data")
  @Option(
      names = "--data",
      paramLabel = "FILE",
      arity = "1..*",
      description = "JSON Lines, also gzipped.")
  @Nullable List<String> data;

  @ConfigKey("out")
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Gets graded.jsonl, summary.json and report.html.")
  @Nullable String out;

  @ConfigKey("model")
  @Option(names = "--model", paramLabel = "DIR", description = "The model that judges, or:")
  @Nullable String model;

  @ConfigKey("endpoint")
  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "A server that speaks OpenAI's /v1/chat/completions.")
  @Nullable String endpoint;

  @Mixin EndpointOptions server;

  @ConfigKey("reward")
  @Option(
      names = "--reward",
      paramLabel = "DIR",
      description = "A reward model that adds its score to each row.")
  @Nullable String reward;

  @ConfigKey("aspects")
  @Option(
      names = "--aspects",
      paramLabel = "NAME",
      split = ",",
      description = "What is judged: quality and difficulty (1 to 3), tags (intentions).")
  @Nullable List<String> aspects;

  @ConfigKey("topics")
  @Option(
      names = "--topics",
      paramLabel = "NAME",
      split = ",",
      description = "One of these is chosen for each row.")
  @Nullable List<String> topics;

  @ConfigKey("max-new-tokens")
  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      description = "The longest answer of the judge in tokens.")
  @Nullable String maxNewTokens;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return Defaults.without(
        new Settings(
            List.of(),
            Path.of("out"),
            null,
            null,
            null,
            "HERDER_ENDPOINT_KEY",
            120,
            5,
            8,
            null,
            List.of("quality", "difficulty", "tags"),
            List.of(),
            128,
            0,
            42,
            EncoderConfig.DEFAULT_NOW,
            "auto",
            "auto",
            0),
        "data",
        "out");
  }

  @Override
  public Integer call() throws IOException {
    return common.run(Settings.class, defaults(), Settings::seed, DataGradeCommand::work);
  }

  private static Map<String, @Nullable Object> work(Settings s, RunContext context)
      throws IOException {
    Grade.Config config = new Grade.Config(s.data(), s.out(), aspects(s), s.maxNewTokens());
    // Before models are loaded.
    s.data().forEach(InputFiles::requireRegular);
    Machine.Wish wish = new Machine.Wish(s.device(), s.dtype(), s.threads(), 0);
    Path reward = s.reward();
    try (Asked asked = judge(s, wish, context)) {
      ForgivingJudge judge =
          new ForgivingJudge(asked.generator(), s.endpoint() != null, context.talk());
      if (reward == null) {
        return work(new Grade(judge, asked.name()), config, context);
      }
      try (RewardModel scorer = RewardModel.open(reward, wish, EncoderConfig.now(s.now()))) {
        Grade grade = new Grade(judge, asked.name(), scorer);
        return work(grade, config, context);
      }
    }
  }

  private static List<Aspect> aspects(Settings s) {
    List<Aspect> aspects = new ArrayList<>();
    for (String name : s.aspects()) {
      aspects.add(
          switch (name) {
            case "quality" -> Aspect.quality();
            case "difficulty" -> Aspect.difficulty();
            case "tags" -> Aspect.tags();
            default ->
                throw new UserError(
                    "aspects: unknown \""
                        + name
                        + "\", expected quality, difficulty or tags; topics are named by"
                        + " --topics");
          });
    }
    if (!s.topics().isEmpty()) {
      aspects.add(Aspect.topic(s.topics()));
    }
    return aspects;
  }

  private static Asked judge(Settings s, Machine.Wish wish, RunContext context) throws IOException {
    Path model = s.model();
    String endpoint = s.endpoint();
    if ((model == null) == (endpoint == null)) {
      throw new UserError(
          "grade: expected one of --model DIR and --endpoint URL, which says who judges");
    }
    return endpoint != null
        ? Asked.endpoint(
            new EndpointConfig(
                endpoint,
                Objects.requireNonNullElse(s.endpointModel(), ""),
                s.endpointSeconds(),
                s.endpointRetries(),
                s.endpointConcurrency()),
            s.endpointKeyVariable(),
            context)
        : Asked.local(Objects.requireNonNull(model), s.now(), wish, s.kvCacheMemory(), context);
  }

  private static Map<String, @Nullable Object> work(
      Grade grade, Grade.Config config, RunContext context) throws IOException {
    Grade.Result result = grade.run(config, context);
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", config.out().toString());
    figures.put("complete", result.complete());
    figures.put("rows", result.rows());
    figures.put("unreadable", result.unreadable());
    figures.put("without_label", result.failed());
    figures.put("asked_again", result.retried());
    figures.put("shortened", result.shortened());
    figures.put("report", config.out().resolve("report.html").toString());
    return figures;
  }
}
