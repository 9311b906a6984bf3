package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.core.run.MetricSink;
import dev.herder.pipelines.forecast.Estimate;
import dev.herder.pipelines.forecast.Forecast;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Standing;
import dev.herder.pipelines.journal.Standing.State;
import dev.herder.pipelines.journal.Step;
import dev.herder.pipelines.journal.StepRunner;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunProgressTest {
  private final List<String> labels = new ArrayList<>();
  private final List<Map<String, Object>> metrics = new ArrayList<>();
  private long seconds = 1000;
  private int forecasts;

  private final MetricSink sink =
      new MetricSink() {
        @Override
        public void begin(String label, long done, long total) {
          labels.add(label + " " + done + "/" + total);
        }

        @Override
        public void accept(long step, Map<String, Object> told) {
          metrics.add(told);
        }
      };

  private final Clock clock =
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

  private static Forecast.Line line(String step, State state, double seconds) {
    return new Forecast.Line(
        step, "note", new Standing(state, ""), new Estimate(seconds, 10, "a guess"));
  }

  private RunProgress progress(double ofC) {
    Forecast forecast =
        new Forecast(
            List.of(
                line("r/a", State.DONE, 0),
                line("r/b", State.TO_DO, 50),
                line("r/c", State.TO_DO, ofC)));
    return new RunProgress(
        sink,
        clock,
        () -> {
          forecasts++;
          return forecast;
        });
  }

  private static Step step(String name) {
    return new Step(
        name,
        "note",
        JsonNodeFactory.instance.objectNode(),
        1,
        new TreeMap<>(),
        folder -> new Step.Made(List.of(), Map.of()));
  }

  /** Does a step whose stretch of 10 begins at 2 and comes to 6 within 20 seconds. */
  private void play(RunProgress progress, String name) throws IOException {
    StepRunner runner =
        step -> {
          progress.begin("rows", 2, 10);
          progress.accept(2, Map.of());
          seconds += 20;
          progress.accept(6, Map.of("loss", 0.5));
          return new Product.Pending(step.name());
        };
    progress.over(runner).run(step(name));
  }

  @Test
  void tellsWhichStepItIsAndTheTimeToTheEndOfTheRun() throws IOException {
    play(progress(70), "r/b");
    assertEquals(List.of("2/3 r/b 2/10"), labels);
    // At first by the forecast, 50 + 70; then by the pace, 5 seconds for each of 4 more, + 70.
    assertEquals(120.0, metrics.get(0).get(RunProgress.RUN_SECONDS_LEFT));
    assertEquals(90.0, metrics.get(1).get(RunProgress.RUN_SECONDS_LEFT));
    assertEquals(0.5, metrics.get(1).get("loss"));
  }

  @Test
  void saysNothingOfTheRunWhereNothingIsKnown() throws IOException {
    play(progress(Double.NaN), "r/b");
    assertFalse(metrics.get(1).containsKey(RunProgress.RUN_SECONDS_LEFT));
  }

  @Test
  void aStepThatIsDoneNeedsNoNewForecast() throws IOException {
    RunProgress progress = progress(70);
    for (String name : List.of("r/a", "r/a", "r/b", "r/c")) {
      play(progress, name);
    }
    assertEquals(3, forecasts, "one to begin with, and one for each step to do");
  }

  @Test
  void aStepThatWasNotForeseenIsTheLast() throws IOException {
    play(progress(70), "r/new");
    assertEquals(List.of("3/3 r/new 2/10"), labels);
  }
}
