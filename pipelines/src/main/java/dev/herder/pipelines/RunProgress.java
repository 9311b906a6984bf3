package dev.herder.pipelines;

import dev.herder.core.run.MetricSink;
import dev.herder.pipelines.forecast.Forecast;
import dev.herder.pipelines.forecast.Forecast.Line;
import dev.herder.pipelines.journal.Standing.State;
import dev.herder.pipelines.journal.StepRunner;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells of each stretch of work which step of the run it belongs to, and how long the whole run may
 * still take.
 *
 * <p>The forecast is made anew before each step that is to be done, because each finished one tells
 * how fast the machine is. A forecast decides nothing.
 */
final class RunProgress implements MetricSink {
  /** The metric that tells the seconds to the end of the run. */
  static final String RUN_SECONDS_LEFT = "run_seconds_left";

  /** Makes a forecast of the whole run as it stands now. */
  @FunctionalInterface
  interface Forecasting {
    Forecast now() throws IOException;
  }

  private final MetricSink shown;
  private final Clock clock;
  private final Forecasting forecasting;
  private Forecast forecast = new Forecast(List.of());
  private String label = "";
  private long stepBegan;
  private double expected = Double.NaN;
  private double later = Double.NaN;
  private long begun;
  private long total;
  private long atOnce = 1;
  private long stretchBegan;

  RunProgress(MetricSink shown, Clock clock, Forecasting forecasting) {
    this.shown = shown;
    this.clock = clock;
    this.forecasting = forecasting;
  }

  /** A runner that notes where the run is, and hands the steps on. */
  StepRunner over(StepRunner runner) {
    return step -> {
      enter(step.name());
      return runner.run(step);
    };
  }

  private void enter(String step) throws IOException {
    int at = find(step);
    if (at < 0 || forecast.lines().get(at).standing().state() != State.DONE) {
      forecast = forecasting.now();
      at = find(step);
    }
    List<Line> lines = forecast.lines();
    // A step that no forecast has seen stands at the end.
    int number = at < 0 ? lines.size() : at + 1;
    label = number + "/" + lines.size() + " " + step;
    expected = at < 0 ? Double.NaN : lines.get(at).estimate().seconds();
    later = new Forecast(lines.subList(number, lines.size())).seconds();
    stepBegan = clock.millis();
    total = 0;
  }

  private int find(String step) {
    for (int i = 0; i < forecast.lines().size(); i++) {
      if (forecast.lines().get(i).step().equals(step)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void begin(String what, long done, long all) {
    begin(what, done, all, 1);
  }

  @Override
  public void begin(String what, long done, long all, long together) {
    begun = done;
    total = all;
    atOnce = together;
    stretchBegan = clock.millis();
    shown.begin(label.isEmpty() ? what : label, done, all, together);
  }

  @Override
  public void accept(long step, Map<String, Object> metrics) {
    double left = left(step) + later;
    if (!Double.isFinite(left)) {
      shown.accept(step, metrics);
      return;
    }
    Map<String, Object> more = new LinkedHashMap<>(metrics);
    more.put(RUN_SECONDS_LEFT, left);
    shown.accept(step, more);
  }

  /** Seconds to the end of this step: by its own pace, or by the forecast where it shows none. */
  private double left(long step) {
    long now = clock.millis();
    if (step - begun >= atOnce && total > 0) {
      // A clock that went backwards must not make it negative.
      double each = Math.max(0, now - stretchBegan) / 1000.0 / (step - begun);
      return each * Math.max(0, total - step);
    }
    return Math.max(0, expected - Math.max(0, now - stepBegan) / 1000.0);
  }
}
