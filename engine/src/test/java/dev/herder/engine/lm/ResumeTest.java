package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.UserError;
import dev.herder.core.report.MetricsFile;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.model.Adapter;
import dev.herder.engine.train.AdamW;
import dev.herder.engine.train.Loss;
import dev.herder.engine.train.LrSchedule;
import dev.herder.engine.train.Objective;
import dev.herder.engine.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An interrupted and resumed run ends with the bytes of an uninterrupted one. */
final class ResumeTest {
  private static final Path BASE = GoldenFile.ROOT.resolve("training/base");
  private static final int STEPS = 7;
  private static final int NEVER = STEPS + 1;

  @TempDir private Path folder;
  private String dtype = "float32";

  @ParameterizedTest
  @CsvSource({"0,0,3", "0,2,3", "0,2,4", "0,3,5", "4,0,3", "4,2,5"})
  void aStoppedRunGoesOnAsIfItHadNotStopped(int rank, int saveSteps, int stopAfter)
      throws IOException {
    Path whole = folder.resolve("whole");
    assertTrue(run(rank, whole, 0, stopAt(NEVER), MetricSink.none(), "same").finished());
    Path parts = folder.resolve("parts");
    TrainRun.Outcome stopped =
        run(rank, parts, saveSteps, stopAt(stopAfter), MetricSink.none(), "same");
    assertFalse(stopped.finished());
    assertEquals(stopAfter, stopped.steps());
    assertTrue(Files.isDirectory(parts.resolve("checkpoint-" + stopAfter)));
    TrainRun.Outcome rest = run(rank, parts, saveSteps, stopAt(NEVER), MetricSink.none(), "same");
    assertTrue(rest.finished());
    assertEquals(STEPS, rest.steps());
    assertSame(rank, whole, parts);
  }

  @ParameterizedTest
  @CsvSource({
    "0,2,5,float32",
    "0,3,7,float32",
    "0,4,2,float32",
    "4,2,6,float32",
    "0,3,7,bfloat16",
    "4,2,6,bfloat16"
  })
  void aKilledRunLosesOnlyTheStepsSinceItsLastState(
      int rank, int saveSteps, int killedAt, String computedIn) throws IOException {
    dtype = computedIn;
    Path whole = folder.resolve("whole");
    run(rank, whole, 0, stopAt(NEVER), MetricSink.none(), "same");
    Path parts = folder.resolve("parts");
    MetricSink killer = killer(killedAt);
    assertThrows(
        IllegalStateException.class,
        () -> run(rank, parts, saveSteps, stopAt(NEVER), killer, "same"));
    List<Long> steps = new ArrayList<>();
    MetricSink seen =
        new MetricSink() {
          @Override
          public void accept(long step, Map<String, Object> metrics) {
            steps.add(step);
          }
        };
    assertTrue(run(rank, parts, saveSteps, stopAt(NEVER), seen, "same").finished());
    int saved = (killedAt - 1) / saveSteps * saveSteps;
    assertEquals(saved + 1L, steps.get(0));
    assertSame(rank, whole, parts);
  }

  /** A kill may come between the last step's state and the end. */
  @Test
  void aRunWithoutStepsLeftTellsWhatTheLastOneSaid() throws IOException {
    Path out = folder.resolve("out");
    Object loss =
        run(0, out, 1, stopAt(NEVER), MetricSink.none(), "same").finalMetrics().get("loss");
    TrainRun.Outcome again = run(0, out, 1, stopAt(NEVER), MetricSink.none(), "same");
    assertEquals(Objects.requireNonNull(loss), again.finalMetrics().get("loss"));
  }

  @Test
  void aStateOfAnotherRunIsNotResumed() throws IOException {
    Path out = folder.resolve("out");
    run(0, out, 0, stopAt(3), MetricSink.none(), "one");
    UserError error =
        assertThrows(
            UserError.class, () -> run(0, out, 0, stopAt(NEVER), MetricSink.none(), "other"));
    assertTrue(String.valueOf(error.getMessage()).contains("checkpoint-3"), error.getMessage());
  }

  private static void assertSame(int rank, Path whole, Path parts) throws IOException {
    String file = rank == 0 ? "model.safetensors" : "adapter_model.safetensors";
    byte[] expected = Files.readAllBytes(whole.resolve(file));
    assertArrayEquals(expected, Files.readAllBytes(parts.resolve(file)));
    if (rank == 0) {
      assertFalse(Arrays.equals(Files.readAllBytes(BASE.resolve(file)), expected), "trained");
    }
    String lines = MetricsFile.deterministicView(whole.resolve("metrics.jsonl"));
    assertEquals(STEPS, lines.lines().count());
    assertTrue(lines.contains("eval_loss"));
    assertNotEquals("", lines);
    assertEquals(lines, MetricsFile.deterministicView(parts.resolve("metrics.jsonl")));
  }

  private static BooleanSupplier stopAt(int step) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() >= step;
  }

  private static MetricSink killer(int killedAt) {
    return new MetricSink() {
      @Override
      public void accept(long step, Map<String, Object> metrics) {
        if (step == killedAt) {
          throw new IllegalStateException("killed");
        }
      }
    };
  }

  private TrainRun.Outcome run(
      int rank, Path out, int saveSteps, BooleanSupplier stop, MetricSink sink, String fingerprint)
      throws IOException {
    Machine.Wish wish = new Machine.Wish("cpu", dtype, 2, 32);
    CausalLm.Options options =
        rank == 0
            ? new CausalLm.Options(wish, Machine.Use.FULL, null, false)
            : FineTuning.options(wish, rank, 8, List.of("q_proj", "down_proj"), false);
    RunContext context = new RunContext(5, Clock.systemUTC(), line -> {}, sink, stop);
    try (CausalLm model = CausalLm.open(BASE, options)) {
      Adapter adapter = model.adapter();
      if (adapter != null) {
        adapter.initialise(17);
      }
      TrainRun.Plan<int[]> plan =
          new TrainRun.Plan<>(
              "test",
              new NextToken(),
              rows(10),
              rows(2),
              settings(saveSteps),
              out,
              () -> fingerprint,
              false);
      TrainRun.Outcome outcome = new TrainRun<>(model, plan, context).run();
      if (outcome.finished()) {
        model.save(out);
      }
      return outcome;
    }
  }

  private static TrainSettings settings(int saveSteps) {
    return new TrainSettings(
        1e-2,
        4,
        1,
        STEPS,
        LrSchedule.COSINE,
        0,
        2,
        new AdamW.Settings(0.9, 0.95, 1e-8, 0.1),
        1,
        true,
        saveSteps,
        1,
        3,
        false);
  }

  private static List<int[]> rows(int count) {
    SplittableRandom random = new SplittableRandom(count);
    List<int[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(random.ints(5 + 3 * i, 3, 250).toArray());
    }
    return rows;
  }

  /** Predicts every token of a row. */
  private static final class NextToken implements Objective<int[]> {
    @Override
    public void pack(int[] row, PackedBatch.Builder batch) {
      boolean[] all = new boolean[row.length];
      Arrays.fill(all, 1, row.length, true);
      batch.add(-1, row, all);
    }

    @Override
    public int tokens(int[] row) {
      return row.length;
    }

    @Override
    public double weight(int[] row) {
      return row.length - 1;
    }

    @Override
    public String describe(int[] row) {
      return row.length + " tokens";
    }

    @Override
    public Loss loss(List<int[]> rows, PackedBatch batch, float[] logProbs) {
      double sum = 0;
      for (float logProb : logProbs) {
        sum -= logProb;
      }
      float[] gradient = new float[logProbs.length];
      Arrays.fill(gradient, -1);
      return new Loss(sum, gradient);
    }
  }
}
