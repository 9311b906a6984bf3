package dev.herder.dpo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.RunFailure;
import dev.herder.core.UserError;
import dev.herder.core.report.MetricsFile;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.engine.checkpoint.SafetensorsFile;
import dev.herder.engine.lm.CausalLm;
import dev.herder.engine.machine.Machine;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs on a tiny model. */
final class DpoTest {
  private static final Path ROOT = Path.of("../engine/src/test/resources/golden/model/training");
  private static final Path BASE = ROOT.resolve("base");
  private static final Path PAIRS = ROOT.resolve("preference.jsonl");

  @TempDir private Path folder;

  private final List<String> said = new ArrayList<>();

  private Dpo.Config config(String out, Path data, String... settings) {
    return Dpo.Config.of(BASE, List.of(data), folder.resolve(out))
        .with("dtype=float32", "threads=2", "batch-size=4", "learning-rate=1e-3")
        .with("warmup-ratio=0", "num-train-epochs=1", "nll-weight=0")
        .with(settings);
  }

  private Dpo.Result run(Dpo.Config config) throws IOException {
    return run(config, Integer.MAX_VALUE);
  }

  private Dpo.Result run(Dpo.Config config, int stopAfter) throws IOException {
    AtomicLong done = new AtomicLong();
    Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    RunContext context =
        new RunContext(
            42,
            clock,
            said::add,
            (step, metrics) -> done.set(metrics.containsKey("loss") ? step : 0),
            () -> done.get() >= stopAfter);
    return new Dpo().run(config, context);
  }

  private byte[] model(String out) throws IOException {
    return Files.readAllBytes(folder.resolve(out).resolve("model.safetensors"));
  }

  private List<JsonNode> metrics(String out) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(out).resolve("metrics.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  @Test
  void startsAtLogTwoAndReports() throws IOException {
    run(config("out", PAIRS, "eval-data=" + PAIRS));
    List<JsonNode> steps = metrics("out");
    assertEquals(4, steps.size());
    assertEquals(Math.log(2), steps.get(0).path("loss").asDouble(), 1e-5);
    assertTrue(steps.get(3).path("eval_rewards/margins").asDouble() > 0);
    for (String name :
        List.of(
            "rewards/chosen",
            "rewards/rejected",
            "rewards/accuracies",
            "logps/chosen",
            "logps/rejected",
            "nll_loss",
            "entropy",
            "mean_token_accuracy")) {
      assertTrue(steps.get(0).has(name), name);
    }
    for (String name : List.of("eval_loss", "eval_rewards/margins", "eval_logps/chosen")) {
      assertTrue(steps.get(3).has(name), name);
    }
    String report = Files.readString(folder.resolve("out").resolve("report.html"));
    assertTrue(report.contains("Reward margins"));
    assertTrue(report.contains("16 held-out examples"));
  }

  @Test
  void cachedIsLive() throws IOException {
    run(config("live", PAIRS));
    assertTrue(said.stream().anyMatch(line -> line.startsWith("computing the reference")));
    Path cache = folder.resolve("cache");
    run(config("first", PAIRS, "reference-cache=" + cache));
    said.clear();
    run(config("second", PAIRS, "reference-cache=" + cache));
    assertFalse(said.stream().anyMatch(line -> line.startsWith("computing the reference")));
    assertTrue(said.stream().anyMatch(line -> line.contains("are those of " + cache)));
    assertArrayEquals(model("live"), model("first"));
    assertArrayEquals(model("live"), model("second"));
    assertFalse(Files.exists(folder.resolve("second").resolve("reference-cache")));

    said.clear();
    run(config("masked", PAIRS, "reference-cache=" + cache, "format-mask=false"));
    assertTrue(said.stream().anyMatch(line -> line.startsWith("computing the reference")));
    assertFalse(Arrays.equals(model("live"), model("masked")));
  }

  @Test
  void aStoppedPassOverTheReferenceKeepsWhatItHas() throws IOException {
    Path cache = folder.resolve("cache");
    List<String> shown = new ArrayList<>();
    AtomicLong passed = new AtomicLong();
    MetricSink sink =
        new MetricSink() {
          @Override
          public void begin(String label, long done, long total) {
            shown.add(label + " " + done + " of " + total);
          }

          @Override
          public void accept(long step, Map<String, Object> metrics) {
            passed.set(metrics.isEmpty() ? step : 0);
          }
        };
    RunContext context =
        new RunContext(42, Clock.systemUTC(), said::add, sink, () -> passed.get() >= 5);
    String[] settings = {"reference-cache=" + cache, "micro-batch-tokens=90"};
    Dpo.Result stopped = new Dpo().run(config("out", PAIRS, settings), context);
    assertFalse(stopped.outcome().orElseThrow().finished());
    assertEquals(0, stopped.outcome().orElseThrow().steps());
    long kept = passed.get();
    assertTrue(kept >= 5 && kept < 16, kept + " examples");
    assertEquals(List.of("reference 0 of 16"), shown);
    assertFalse(Files.exists(folder.resolve("out").resolve("metrics.jsonl")));

    passed.set(0);
    RunContext again = new RunContext(42, Clock.systemUTC(), said::add, sink, () -> false);
    new Dpo().run(config("out", PAIRS, settings), again);
    assertEquals("reference " + kept + " of 16", shown.get(1));
    run(config("whole", PAIRS, "micro-batch-tokens=90"));
    assertArrayEquals(model("whole"), model("out"));
  }

  @Test
  void aDamagedCacheIsComputedAgain() throws IOException {
    Path cache = folder.resolve("cache");
    run(config("first", PAIRS, "reference-cache=" + cache));
    Path file;
    try (Stream<Path> files = Files.list(cache)) {
      file = files.findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    byte[] bad = bytes.clone();
    bad[bytes.length / 2] ^= 1;
    Files.write(file, bad);
    said.clear();
    run(config("second", PAIRS, "reference-cache=" + cache));
    assertTrue(said.stream().anyMatch(line -> line.contains("is damaged")));
    assertArrayEquals(model("first"), model("second"));
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }

  @Test
  void anotherModelCanBeTheReference() throws IOException {
    run(config("tuned", PAIRS, "learning-rate=3e-3"));
    run(config("same", PAIRS, "reference=" + BASE));
    run(config("own", PAIRS));
    assertArrayEquals(model("own"), model("same"));
    run(config("other", PAIRS, "reference=" + folder.resolve("tuned")));
    double first = metrics("other").get(0).path("loss").asDouble();
    assertTrue(Math.abs(first - Math.log(2)) > 1e-2, "loss " + first);
  }

  @ParameterizedTest
  @CsvSource({"sigmoid, 0, 2, 3", "aot, 0, 0, 1", "kto, 2, 0, 3", "sigmoid, 2, 2, 2"})
  void resumesByteForByte(String loss, int moves, int saves, int stopAfter) throws IOException {
    String[] settings = {
      "loss-type=" + loss,
      "reference-update-steps=" + moves,
      "save-steps=" + saves,
      "num-train-epochs=2",
      "max-steps=6",
      "micro-batch-tokens=90"
    };
    run(config("whole", PAIRS, settings));
    Dpo.Result stopped = run(config("parts", PAIRS, settings), stopAfter);
    assertFalse(stopped.outcome().orElseThrow().finished());
    said.clear();
    run(config("parts", PAIRS, settings));
    assertTrue(said.contains("resuming after step " + stopAfter), said.toString());
    assertArrayEquals(model("whole"), model("parts"));
    assertEquals(
        MetricsFile.deterministicView(folder.resolve("whole").resolve("metrics.jsonl")),
        MetricsFile.deterministicView(folder.resolve("parts").resolve("metrics.jsonl")));
  }

  /** A reference that is the policy before every step sees no difference, ever. */
  @Test
  void aReferenceThatFollowsAtOnceKeepsTheLossAtLogTwo() throws IOException {
    run(config("out", PAIRS, "reference-update-steps=1", "reference-mixup-alpha=1"));
    for (JsonNode step : metrics("out")) {
      assertEquals(Math.log(2), step.path("loss").asDouble(), 1e-5);
    }
    assertTrue(Files.isDirectory(folder.resolve("out").resolve("moving-reference")));
  }

  /** After two steps the reference is the average of the first and the third policy. */
  @Test
  void aReferenceMovesByItsShare() throws IOException {
    run(config("none", PAIRS, "lr-scheduler-type=constant", "max-steps=3"));
    run(
        config(
            "moved",
            PAIRS,
            "lr-scheduler-type=constant",
            "max-steps=3",
            "reference-update-steps=2",
            "reference-mixup-alpha=0.5"));
    double still = metrics("none").get(2).path("rewards/margins").asDouble();
    double moved = metrics("moved").get(2).path("rewards/margins").asDouble();
    assertTrue(moved < 0.8 * still && moved > 0.2 * still, moved + " of " + still);
    assertEquals(
        metrics("none").get(1).path("loss").asDouble(),
        metrics("moved").get(1).path("loss").asDouble());
  }

  /** In bfloat16 a named reference moves from its weights in float32, as its files have them. */
  @Test
  void anotherReferenceMovesFromWhatItsFilesHold() throws IOException {
    run(config("tuned", PAIRS));
    Path tuned = folder.resolve("tuned");
    Dpo.Config config =
        config(
            "moved",
            PAIRS,
            "dtype=bfloat16",
            "reference=" + tuned,
            "reference-update-steps=2",
            "save-steps=1");
    run(config, 1);
    Path first = folder.resolve("moved").resolve("moving-reference/reference-0.safetensors");
    Machine.Wish wish = new Machine.Wish("cpu", "float32", 1, 0);
    try (CausalLm model = CausalLm.open(tuned, CausalLm.Options.values(wish));
        SafetensorsFile kept = SafetensorsFile.open(first)) {
      float[] values = model.weights().master().matrices().toFloatArray();
      float[] found = new float[values.length];
      kept.copyToFloat("matrices", 0, FloatBuffer.wrap(found));
      assertArrayEquals(values, found, 0);
    }
    assertTrue(run(config).outcome().orElseThrow().finished());
  }

  @ParameterizedTest
  @ValueSource(strings = {"simpo", "orpo", "cpo"})
  void lossesWithoutAReferenceComputeNone(String loss) throws IOException {
    run(config("out", PAIRS, "loss-type=" + loss));
    assertFalse(Files.exists(folder.resolve("out").resolve("reference-cache")));
    assertFalse(said.stream().anyMatch(line -> line.contains("the reference's")));
    assertTrue(metrics("out").get(0).path("loss").asDouble() > 0);
  }

  @Test
  void labelledRowsAndPairsTrainTheSame() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(PAIRS)) {
      JsonNode row = new ObjectMapper().readTree(line);
      for (String side : List.of("chosen", "rejected")) {
        lines.add(
            new ObjectMapper()
                .createObjectNode()
                .<ObjectNode>set("prompt", row.path("prompt"))
                .<ObjectNode>set("completion", row.path(side))
                .put("label", side.equals("chosen"))
                .toString());
      }
    }
    Path labelled = Files.write(folder.resolve("labelled.jsonl"), lines);
    run(config("labels", labelled, "loss-type=kto"));
    run(config("pairs", PAIRS, "loss-type=kto"));
    assertArrayEquals(model("labels"), model("pairs"));
    JsonNode first = metrics("labels").get(0);
    assertEquals(0.5, first.path("loss").asDouble(), 1e-5);
    assertTrue(first.has("kl") && first.has("logps/rejected"));
    assertEquals(
        first.path("rewards/chosen").asDouble() - first.path("rewards/rejected").asDouble(),
        first.path("rewards/margins").asDouble(),
        1e-6);
  }

  @Test
  void rankingsTrainOnAllAnswers() throws IOException {
    Path ranked =
        Files.writeString(
            folder.resolve("ranked.jsonl"),
            """
            {"prompt": "Name a colour. ", "responses": ["Red.", "Roundish.", "No."]}
            {"prompt": "Say yes. ", "responses": ["Yes.", "Maybe.", "Perhaps.", "No."]}
            """);
    run(config("out", ranked, "loss-type=plackett_luce"));
    double expected = (Math.log(6) + Math.log(24)) / 2;
    assertEquals(expected, metrics("out").get(0).path("loss").asDouble(), 1e-5);
  }

  @Test
  void stopsWhenChosenAnswersFall() {
    Dpo.Config config =
        config(
            "out",
            PAIRS,
            "learning-rate=3e-2",
            "max-steps=16",
            "beta=5",
            "max-chosen-logp-drop=0.5");
    RunFailure failure = assertThrows(RunFailure.class, () -> run(config));
    assertTrue(String.valueOf(failure.getMessage()).contains("less probable"));
    assertFalse(Files.exists(folder.resolve("out").resolve("model.safetensors")));
  }

  @Test
  void marginsRaiseTheFirstLoss() throws IOException {
    Path rows =
        Files.writeString(
            folder.resolve("margins.jsonl"),
            """
            {"prompt": "Two? ", "chosen": "Two.", "rejected": "Three.", "margin": 3.0}
            {"prompt": "One? ", "chosen": "One.", "rejected": "None.", "chosen_score": 2, "rejected_score": 1}
            """);
    run(config("out", rows, "offset-alpha=0.5"));
    double expected = (Math.log1p(Math.pow(3, 0.5)) + Math.log(2)) / 2;
    assertEquals(expected, metrics("out").get(0).path("loss").asDouble(), 1e-5);
    UserError error =
        assertThrows(UserError.class, () -> run(config("none", PAIRS, "offset-alpha=0.5")));
    assertTrue(String.valueOf(error.getMessage()).contains("preference.jsonl:1: margin: missing"));
  }
}
