package dev.herder.reward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.config.ConfigException;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.FinishReason;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage from files to files on a tiny model. */
final class RewardTest {
  private static final Path BASE =
      Path.of("../engine/src/test/resources/golden/model/training/base").toAbsolutePath();
  private static final Machine.Wish WISH = new Machine.Wish("cpu", "float32", 2, 0);

  @TempDir Path folder;

  /** Polite answers are better; of four strengths and without one, some with an edited answer. */
  private Path data(String name, int rows) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      String strength =
          switch (i % 4) {
            case 0 -> ",\"strength\":\"significantly better\"";
            case 1 -> ",\"strength\":\"better\"";
            case 2 -> "";
            default -> ",\"strength\":\"marginally_better\"";
          };
      String edited = i % 8 == 2 ? ",\"edited\":\"Yes please, thank you " + i + "\"" : "";
      lines.add(
          "{\"prompt\":[{\"role\":\"user\",\"content\":\"Tea "
              + i
              + "?\"}],\"chosen\":\"Yes please "
              + i
              + "\",\"rejected\":\"No "
              + i
              + "\""
              + edited
              + strength
              + "}");
    }
    return Files.write(folder.resolve(name), lines);
  }

  private Reward.Config config(Path data, String out, String... more) {
    return Reward.Config.of(BASE, List.of(data), folder.resolve(out))
        .with(
            "learning-rate=5e-3",
            "batch-size=6",
            "max-steps=12",
            "warmup-ratio=0",
            "dtype=float32",
            "device=cpu",
            "threads=2")
        .with(more);
  }

  private static JsonNode lastLine(Path out) throws IOException {
    List<String> lines = Files.readAllLines(out.resolve("metrics.jsonl"));
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }

  @Test
  void learnsToPreferAndWritesAModelThatScoresTheSame() throws IOException {
    Path data = data("train.jsonl", 32);
    Path eval = data("eval.jsonl", 8);
    Reward.Result result =
        new Reward().run(config(data, "out", "eval-data=[" + eval + "]"), RunContext.quiet());
    assertEquals(24, result.rows().used());
    assertEquals(Map.of("only marginally-better", 8L), result.rows().dropped());
    JsonNode last = lastLine(result.out());
    assertTrue(last.path("accuracy").asDouble() > 0.9, last.toString());
    assertTrue(last.path("eval_accuracy").asDouble() > 0.9, last.toString());
    assertTrue(
        last.path("min_reward").asDouble() < last.path("mean_reward").asDouble()
            && last.path("mean_reward").asDouble() < last.path("max_reward").asDouble());
    assertTrue(last.path("margin").asDouble() > 0);
    assertFalse(last.has("mean_token_accuracy"), "a reward model predicts no tokens");
    String report = Files.readString(result.out().resolve("report.html"));
    for (String expected :
        List.of(
            "Judgement on held-out rows",
            "Accuracy by strength",
            "significantly-better",
            "no strength given",
            "Calibration",
            "Longer wins",
            "Scores of answers")) {
      assertTrue(report.contains(expected), expected);
    }
    try (RewardModel model =
        RewardModel.open(result.out(), WISH, EncoderConfig.now(EncoderConfig.DEFAULT_NOW))) {
      List<Row> rows = new ArrayList<>();
      rows.add(answer("Yes please 3"));
      rows.add(answer("No 3"));
      List<double[]> scores = model.score(rows);
      assertTrue(scores.get(0)[0] > scores.get(1)[0]);
      assertEquals(scores.get(1)[0], model.score(List.of(rows.get(1))).get(0)[0], 1e-5);
    }
  }

  private static Row.Demonstration answer(String text) {
    return new Row.Demonstration(new Source("f", 1), prompt().prompt(), chat(text), Map.of());
  }

  private static Row.Prompt prompt() {
    return new Row.Prompt(
        new Source("f", 1), new Turns.Chat(List.of(new Message("user", "Tea 3?"))), Map.of());
  }

  private static Turns chat(String text) {
    return new Turns.Chat(List.of(new Message("assistant", text)));
  }

  @Test
  void anInterruptedRunEndsLikeAnUninterruptedOne() throws IOException {
    Path data = data("train.jsonl", 32);
    new Reward().run(config(data, "whole"), RunContext.quiet());
    MetricSink killer =
        new MetricSink() {
          @Override
          public void accept(long step, Map<String, Object> metrics) {
            if (step == 8) {
              throw new IllegalStateException("killed");
            }
          }
        };
    RunContext killed = new RunContext(42, Clock.systemUTC(), line -> {}, killer, () -> false);
    Reward.Config config = config(data, "killed", "save-steps=3");
    assertThrows(IllegalStateException.class, () -> new Reward().run(config, killed));
    assertFalse(Files.exists(folder.resolve("killed").resolve("manifest.json")));
    Reward.Result result = new Reward().run(config, RunContext.quiet());
    assertEquals(12, result.outcome().orElseThrow().steps());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("whole").resolve("model.safetensors")),
        Files.readAllBytes(folder.resolve("killed").resolve("model.safetensors")));
    assertTrue(new Reward().run(config, RunContext.quiet()).outcome().isEmpty(), "reused");
  }

  @Test
  void anAdapterLearnsTooAndAnEnsembleIsCompared() throws IOException {
    Path data = data("train.jsonl", 32);
    new Reward().run(config(data, "first", "max-steps=2"), RunContext.quiet());
    Reward.Result result =
        new Reward()
            .run(
                config(
                    data,
                    "adapter",
                    "lora-r=4",
                    "learning-rate=2e-2",
                    "center-rewards-coefficient=0.01",
                    "ensemble=[" + folder.resolve("first") + "]"),
                RunContext.quiet());
    assertTrue(lastLine(result.out()).path("accuracy").asDouble() > 0.9);
    JsonNode adapter =
        new ObjectMapper().readTree(result.out().resolve("adapter_config.json").toFile());
    assertEquals("SEQ_CLS", adapter.path("task_type").asText());
    String report = Files.readString(result.out().resolve("report.html"));
    assertTrue(report.contains("agrees with this model"), "the ensemble's section");
    assertTrue(report.contains("nothing is held out"), "says that rows were trained on");
    try (RewardModel model =
        RewardModel.open(result.out(), WISH, EncoderConfig.now(EncoderConfig.DEFAULT_NOW))) {
      RewardScorer scorer = new RewardScorer(model);
      List<Double> scores = scorer.score(List.of(completion("No 3"), completion("Yes please 3")));
      assertTrue(scores.get(1) > scores.get(0), scores.toString());
      assertEquals(scores.get(0), scorer.score(List.of(completion("No 3"))).get(0), 1e-5);
      assertTrue(scorer.id().startsWith("reward:"), scorer.id());
    }
  }

  private static Completion completion(String text) {
    return new Completion(prompt(), 0, text, FinishReason.STOP, 3, -1);
  }

  @Test
  void theHeadMayComeFromAFile() throws IOException {
    Path data = data("train.jsonl", 8);
    Path head = BASE.resolveSibling("reward-head.safetensors");
    Reward.Result one =
        new Reward()
            .run(
                config(data, "one", "max-steps=1", "seed=1", "shuffle=false", "score-head=" + head),
                RunContext.quiet());
    Reward.Result two =
        new Reward()
            .run(
                config(data, "two", "max-steps=1", "seed=2", "shuffle=false", "score-head=" + head),
                RunContext.quiet());
    assertEquals(lastLine(one.out()).path("loss"), lastLine(two.out()).path("loss"));
    Path none = BASE.resolve("model.safetensors");
    String message =
        assertThrows(
                UserError.class,
                () ->
                    new Reward()
                        .run(config(data, "three", "score-head=" + none), RunContext.quiet()))
            .getMessage();
    assertTrue(String.valueOf(message).contains("has no score.weight"), message);
  }

  @Test
  void mistakesAreNamed() throws IOException {
    Path data = data("train.jsonl", 8);
    assertThrows(ConfigException.class, () -> config(data, "x", "loss-type=margin"));
    assertThrows(ConfigException.class, () -> config(data, "x", "min-strength=huge"));
    assertThrows(ConfigException.class, () -> config(data, "x", "overlong=truncate"));
    Files.writeString(
        data,
        Files.readString(data)
            + "{\"prompt\":\"a\",\"chosen\":\"b\",\"rejected\":\"c\",\"strength\":9}\n");
    String message =
        assertThrows(UserError.class, () -> new Reward().run(config(data, "x"), RunContext.quiet()))
            .getMessage();
    assertTrue(String.valueOf(message).contains("train.jsonl:9: strength: '9'"), message);
  }
}
