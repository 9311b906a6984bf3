package dev.herder.engine.lm;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.report.MetricsFile;
import dev.herder.core.report.TensorBoardWriter;
import dev.herder.core.run.RunContext;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.machine.Processor;
import dev.herder.engine.train.AdamW;
import dev.herder.engine.train.Objective;
import dev.herder.engine.train.StepReport;
import dev.herder.engine.train.TrainLoop;
import dev.herder.engine.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A training run from the first to the last step: resumes, reports, evaluates, saves, stops when
 * asked.
 *
 * @param <E> one example
 */
public final class TrainRun<E> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The file of a run's metrics, one line a step. */
  static final String METRICS = "metrics.jsonl";

  /**
   * What is run.
   *
   * @param label names the run in the progress
   * @param objective what is trained
   * @param examples the training data
   * @param evaluation held-out data, possibly empty
   * @param settings the run's settings
   * @param out the run's folder
   * @param fingerprint tells what decides the result; a state with another one is not resumed
   * @param overwrite whether states of an earlier run are thrown away
   * @param <E> one example
   */
  public record Plan<E>(
      String label,
      Objective<E> objective,
      List<E> examples,
      List<E> evaluation,
      TrainSettings settings,
      Path out,
      Supplier<String> fingerprint,
      boolean overwrite) {}

  /**
   * How a run ended.
   *
   * @param finished false if it was stopped on request; its state is saved
   * @param steps optimiser steps done in all
   * @param tokens tokens seen in all
   * @param seconds wall time of the steps of this call
   * @param tokensPerSecond of the steps of this call but the first, which warms up; of the first
   *     where there is no other
   * @param firstStepSeconds from the start of this call to the end of its first step
   * @param finalMetrics of the last step and the last evaluation
   */
  public record Outcome(
      boolean finished,
      long steps,
      long tokens,
      double seconds,
      double tokensPerSecond,
      double firstStepSeconds,
      Map<String, Object> finalMetrics) {
    /** Of a run that was stopped before its first step. */
    static Outcome notBegun() {
      return new Outcome(false, 0, 0, 0, 0, 0, Map.of());
    }
  }

  private final CausalLm model;
  private final Plan<E> plan;
  private final RunContext context;
  private final AdamW optimizer;
  private final TrainLoop<E> loop;
  private final TrainState state;
  private double peak;

  public TrainRun(CausalLm model, Plan<E> plan, RunContext context) {
    this.model = model;
    this.plan = plan;
    this.context = context;
    optimizer =
        new AdamW(
            model.session().manager(),
            model.session().kernels(),
            plan.settings().adamw(),
            model.trainable());
    loop =
        new TrainLoop<>(
            model.network(),
            optimizer,
            plan.settings(),
            plan.objective(),
            plan.examples(),
            model.session().compute().microBatchTokens(),
            context.seed());
    state = new TrainState(model, optimizer, plan.out(), plan.fingerprint());
  }

  /**
   * Runs to the end, or until a stop is requested, from wherever an earlier call came.
   *
   * @throws dev.herder.core.UserError if the folder holds the state of another run
   * @throws dev.herder.core.RunFailure if loss or gradient are not finite
   */
  public Outcome run() throws IOException {
    long begin = System.nanoTime();
    Files.createDirectories(plan.out());
    if (plan.overwrite()) {
      state.clear();
    }
    TrainState.Position position = state.restore().orElse(new TrainState.Position(0, 0));
    if (position.step() > 0) {
      context.talk().accept("resuming after step " + position.step());
    }
    loop.resumeFrom(position.tokens());
    Path metrics = plan.out().resolve(METRICS);
    try (MetricsFile file =
            position.step() == 0
                ? MetricsFile.create(metrics)
                : MetricsFile.resume(metrics, position.step());
        TensorBoardWriter board =
            TensorBoardWriter.open(
                plan.out().resolve("tensorboard"), context.clock(), "herder", position.step())) {
      Map<String, Object> last = position.step() == 0 ? new LinkedHashMap<>() : lastValues();
      return steps(begin, position.step(), last, file, board);
    }
  }

  /**
   * What a run reported: each value as it last was, and the last {@code step}.
   *
   * @param out the run's folder
   * @param outcome of the run; empty if it had ended before, and only its metrics tell
   * @return empty if these are gone
   */
  public static Map<String, Object> reported(Path out, Optional<Outcome> outcome)
      throws IOException {
    if (outcome.isEmpty()) {
      return reported(out);
    }
    Map<String, Object> last = new LinkedHashMap<>(outcome.get().finalMetrics());
    last.put("step", outcome.get().steps());
    return last;
  }

  private static Map<String, Object> reported(Path out) throws IOException {
    Path metrics = out.resolve(METRICS);
    Map<String, Object> last = new LinkedHashMap<>();
    if (Files.exists(metrics)) {
      for (String line : Files.readAllLines(metrics)) {
        last.putAll(JSON.readValue(line, new TypeReference<Map<String, Object>>() {}));
      }
    }
    return last;
  }

  private Map<String, Object> lastValues() throws IOException {
    Map<String, Object> last = reported(plan.out());
    last.remove("step");
    return last;
  }

  private Outcome steps(
      long begin, long done, Map<String, Object> last, MetricsFile file, TensorBoardWriter board)
      throws IOException {
    long total = loop.totalSteps();
    context.metrics().begin(plan.label(), done, total);
    double seconds = 0;
    long tokens = 0;
    double first = 0;
    double firstStep = 0;
    long firstTokens = 0;
    long step = done;
    long saved = done;
    boolean stopped = false;
    while (step < total && !stopped) {
      step++;
      StepReport report = loop.step(step);
      if (firstTokens == 0) {
        first = (System.nanoTime() - begin) / 1e9;
        firstStep = report.seconds();
        firstTokens = report.tokens();
        peak = Machine.measurePeak(model.session());
      }
      seconds += report.seconds();
      tokens += report.tokens();
      Map<String, Object> line = describe(report);
      if (evaluationDue(step, total)) {
        line.putAll(loop.evaluate(plan.evaluation()));
      }
      file.accept(step, line);
      board.accept(step, line);
      context.metrics().accept(step, line);
      last.putAll(line);
      stopped = context.stopRequested().getAsBoolean() && step < total;
      if (saveDue(step) || stopped) {
        file.sync();
        state.save(
            new TrainState.Position(step, loop.totalTokens()), plan.settings().saveTotalLimit());
        saved = step;
      }
    }
    if (stopped && saved == step) {
      context.talk().accept("stopped after step " + step + "; run the same command to continue");
    }
    boolean onlyFirst = tokens == firstTokens;
    double rate =
        tokens == 0
            ? 0
            : onlyFirst ? tokens / seconds : (tokens - firstTokens) / (seconds - firstStep);
    return new Outcome(!stopped, step, loop.totalTokens(), seconds, rate, first, last);
  }

  private boolean saveDue(long step) {
    long every = plan.settings().saveSteps();
    return every > 0 && step % every == 0;
  }

  private boolean evaluationDue(long step, long total) {
    long every = plan.settings().evalSteps();
    return !plan.evaluation().isEmpty() && (step == total || (every > 0 && step % every == 0));
  }

  private Map<String, Object> describe(StepReport report) {
    Map<String, Object> line = new LinkedHashMap<>();
    if (report.targets() > 0) {
      line.put("loss", report.loss());
      line.put("grad_norm", report.gradNorm());
    }
    line.put("learning_rate", report.learningRate());
    line.put("epoch", report.epoch());
    line.put("num_tokens", report.totalTokens());
    line.putAll(report.metrics());
    line.put("tokens_per_second", report.tokens() / report.seconds());
    double flops = model.trainingFlops(report.tokens(), report.targets());
    line.put("mfu", flops / report.seconds() / peak);
    line.put("step_seconds", report.seconds());
    line.put("memory_mib", Processor.residentBytes() >> 20);
    return line;
  }
}
