package dev.herder.pipelines.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.pipelines.Memory;
import dev.herder.pipelines.journal.Executor;
import dev.herder.pipelines.journal.Journal;
import dev.herder.pipelines.journal.Ledger;
import dev.herder.pipelines.journal.Planner;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import dev.herder.pipelines.journal.StepRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecasterTest {
  private static final String HASH = "0".repeat(64);

  @TempDir(factory = Memory.class)
  Path folder;

  private Product model = new Product.Pending("none");
  private Product rows = new Product.Pending("none");
  private long seconds;

  /** A model of 1000 parameters, and 10 rows of 400 bytes, which are 100 tokens. */
  @BeforeEach
  void make() throws IOException {
    Path base = Files.createDirectories(folder.resolve("base"));
    Files.writeString(base.resolve("config.json"), "{\"torch_dtype\":\"bfloat16\"}");
    Files.write(base.resolve("model.safetensors"), new byte[2000]);
    Path data = folder.resolve("rows.jsonl");
    Files.writeString(data, ("x".repeat(399) + "\n").repeat(10));
    model = new Product.Made("base", base, HASH);
    rows = new Product.Made("rows", data, HASH);
  }

  private Step step(String name, String stage, Map<String, Object> settings, Product data) {
    return new Step(
        name,
        stage,
        new ObjectMapper().valueToTree(settings),
        1,
        new TreeMap<>(Map.of("model", model, "data", data)),
        directory -> {
          seconds += 30;
          Files.writeString(directory.resolve("made.jsonl"), "{}\n");
          return new Step.Made(List.of("made.jsonl"), Map.of());
        });
  }

  private Step training(String name, Product data, int epochs) {
    return step(name, "sft", Map.of("learning-rate", 0.1, "num-train-epochs", epochs), data);
  }

  private Forecast forecast(Step... steps) throws IOException {
    Ledger ledger = new Ledger(folder.resolve("out"), "1", Journal.read(folder.resolve("out")));
    Forecaster forecaster = new Forecaster(new Planner(ledger), ledger.accounts(), () -> 1e6);
    for (Step step : steps) {
      forecaster.run(step);
    }
    return forecaster.forecast();
  }

  private void execute(Step... steps) throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return Instant.ofEpochSecond(seconds);
          }
        };
    RunContext context = new RunContext(1, clock, line -> {}, MetricSink.none(), () -> false);
    try (Journal journal = Journal.open(out)) {
      Ledger ledger = new Ledger(out, "1", journal.events());
      StepRunner executor = new Executor(out, journal, ledger, true, context);
      for (Step step : steps) {
        executor.run(step);
      }
    }
  }

  @Test
  void anUnmeasuredTrainingGoesByItsOperationsAndTheMachine() throws IOException {
    Forecast forecast = forecast(training("r/a", rows, 2));
    // 6 operations x 1000 parameters x 1000 tokens x 2 epochs, at 50 % of 1e6 a second.
    assertEquals(24.0, forecast.seconds(), 1e-9);
    // Two copies of the weights, and 12 bytes of state for each parameter.
    assertEquals(2 * 2000 + 12 * 1000, forecast.bytes());
    assertEquals(
        "50 % of this machine's 0.001 GFLOP/s", forecast.lines().get(0).estimate().basis());
  }

  @Test
  void answersAreHalfAsLongAsTheyMayBe() throws IOException {
    Step sample = step("r/s", "sample", Map.of("k", 4, "max-new-tokens", 20), rows);
    // 2 operations x 1000 parameters x (1000 tokens read + 10 x 4 x 10 drawn), at 25 % of 1e6.
    assertEquals(11.2, forecast(sample).seconds(), 1e-9);
  }

  @Test
  void aRoundAsksOnlyThePromptsOfItsCurriculum() throws IOException {
    Step curriculum =
        new Step(
            "r/c",
            "curriculum",
            new ObjectMapper().valueToTree(Map.of("perRound", 2)),
            1,
            new TreeMap<>(Map.of("prompts", rows, "asked-001", rows)),
            directory -> new Step.Made(List.of(), Map.of()));
    Step sample =
        step("r/s", "sample", Map.of("k", 4, "max-new-tokens", 20), new Product.Pending("r/c"));
    // A fifth of the work of all ten prompts.
    assertEquals(11.2 / 5, forecast(curriculum, sample).lines().get(1).estimate().seconds(), 1e-9);
  }

  @Test
  void aFinishedStepOfTheStageTellsTheRate() throws IOException {
    Step first = training("r/a", rows, 1);
    execute(first);
    Forecast forecast = forecast(first, training("r/b", rows, 3));
    assertEquals(0, forecast.lines().get(0).estimate().seconds());
    assertEquals(90.0, forecast.seconds(), 1e-9);
    assertEquals(1, forecast.open());
    assertEquals("finished steps of the stage sft", forecast.lines().get(1).estimate().basis());
    Step other = step("r/d", "dpo", Map.of("learning-rate", 0.1, "beta", 0.1), rows);
    // With a reference, 8 operations instead of 6.
    assertEquals(40.0, forecast(first, other).seconds(), 1e-9);
  }

  @Test
  void aStepToBeDoneAgainTakesWhatItTook() throws IOException {
    execute(training("r/a", rows, 1));
    Forecast forecast = forecast(training("r/a", rows, 5));
    assertEquals("to redo", forecast.lines().get(0).standing().state().words());
    assertEquals(30.0, forecast.seconds());
    assertEquals("the time it took before", forecast.lines().get(0).estimate().basis());
  }

  @Test
  void aStepToBeDoneAgainTellsTheRateOfOthersToo() throws IOException {
    execute(training("r/a", rows, 1));
    Forecast forecast = forecast(training("r/a", rows, 2), training("r/b", rows, 2));
    // The first: what it took before; the second by the same rate: 30 s for the work as it is now.
    assertEquals(60.0, forecast.seconds());
    assertEquals("finished steps of the stage sft", forecast.lines().get(1).estimate().basis());
  }

  @Test
  void whatIsNotMadeYetIsAsLargeAsWhatItIsMadeOf() throws IOException {
    Step first = training("r/a", rows, 1);
    Step mix =
        new Step(
            "r/mix",
            "mix",
            new ObjectMapper().createObjectNode(),
            1,
            new TreeMap<>(Map.of("data-1", rows, "data-2", rows)),
            directory -> new Step.Made(List.of(), Map.of()));
    Step second =
        new Step(
            "r/b",
            "sft",
            new ObjectMapper().valueToTree(Map.of("learning-rate", 0.1, "num-train-epochs", 1)),
            1,
            new TreeMap<>(
                Map.of(
                    "model",
                    new Product.Pending("whichever is better"),
                    "data",
                    new Product.Pending("r/mix"))),
            directory -> new Step.Made(List.of(), Map.of()));
    Forecast forecast = forecast(first, mix, second);
    assertEquals(
        2 * forecast.lines().get(0).estimate().seconds(),
        forecast.lines().get(2).estimate().seconds(),
        1e-9);
  }

  @Test
  void rendersStepsTotalsAndWhatTheyRestOn() throws IOException {
    Step first = training("r/a", rows, 1);
    execute(first);
    String text = forecast(first, training("r/b", rows, 3)).render(5L << 30);
    assertTrue(text.startsWith("r/a  done\nr/b  to do"), text);
    assertTrue(text.contains("1 of 2 steps to do: about 1 min 30 s and "), text);
    assertTrue(text.contains(", with 5 GiB free\n"), text);
    assertTrue(text.endsWith("the time of 1 rests on finished steps of the stage sft\n"), text);
    assertEquals(
        "r/a  done\nall 1 steps are done; nothing to do\n", forecast(first).render(5L << 30));
  }
}
