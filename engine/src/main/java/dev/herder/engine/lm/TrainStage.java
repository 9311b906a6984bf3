package dev.herder.engine.lm;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.report.MetricTable;
import dev.herder.core.report.html.HtmlReport;
import dev.herder.core.report.html.Section;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Fingerprint;
import dev.herder.core.run.PendingHash;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunLock;
import dev.herder.core.run.RunManifest;
import dev.herder.core.run.Versions;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.train.Objective;
import dev.herder.engine.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What every training stage does around its objective: lock the folder, reuse a finished run, load,
 * train, save, and write down how.
 */
public final class TrainStage {
  private TrainStage() {}

  /**
   * What a stage trains.
   *
   * @param stage its name, for example {@code sft}
   * @param settings all settings, for the manifest
   * @param identity those that decide the result
   * @param model directory of the model to start from
   * @param inputs every data file, hashed
   * @param out the run's folder
   * @param overwrite whether an unfinished or other run in the folder is thrown away
   * @param options how the model is loaded
   */
  public record Job(
      String stage,
      JsonNode settings,
      JsonNode identity,
      Path model,
      List<Artifact> inputs,
      Path out,
      boolean overwrite,
      CausalLm.Options options) {}

  /**
   * What to train once the model is there.
   *
   * @param plan objective, data and settings
   * @param rows what became of the rows
   * @param findings what the report shows of the trained model beside the curves; asked for once,
   *     after the last step
   * @param <E> one example
   */
  public record Prepared<E>(Plan<E> plan, RowCounts rows, Supplier<List<Section>> findings) {
    /** A plan whose report shows the training alone. */
    public Prepared(Plan<E> plan, RowCounts rows) {
      this(plan, rows, List::of);
    }
  }

  /**
   * By what a job is told from others; both texts wait for the model's hash.
   *
   * @param model hash of the model to start from
   * @param fingerprint of everything that decides the result
   */
  public record Identity(Supplier<String> model, Supplier<String> fingerprint) {}

  /**
   * Turns the loaded model into a plan.
   *
   * @param <E> one example
   */
  @FunctionalInterface
  public interface Preparation<E> {
    /** What to train; nothing if a stop was requested meanwhile. Called once. */
    Optional<Prepared<E>> prepare(CausalLm model, Identity identity) throws IOException;
  }

  /**
   * A training plan without its place and identity.
   *
   * @param objective what is trained
   * @param examples the training data
   * @param evaluation held-out data, possibly empty
   * @param settings the run's settings
   * @param <E> one example
   */
  public record Plan<E>(
      Objective<E> objective, List<E> examples, List<E> evaluation, TrainSettings settings) {}

  /**
   * How a job ended.
   *
   * @param manifest how it was made; of an earlier call if {@code reused}
   * @param outcome of the training; empty if {@code reused}
   * @param reused whether the folder already held the finished run
   */
  public record Result(
      Optional<RunManifest> manifest, Optional<TrainRun.Outcome> outcome, boolean reused) {}

  /**
   * Runs a job.
   *
   * @param prepare turns the loaded model into a plan; called once
   * @throws UserError if the folder belongs to another run
   */
  public static <E> Result run(Job job, Function<CausalLm, Prepared<E>> prepare, RunContext context)
      throws IOException {
    return run(job, (model, identity) -> Optional.of(prepare.apply(model)), context);
  }

  /**
   * Runs a job whose preparation takes long enough to be stopped, or has to know whose it is.
   *
   * @throws UserError if the folder belongs to another run
   */
  public static <E> Result run(Job job, Preparation<E> preparation, RunContext context)
      throws IOException {
    Instant started = context.clock().instant();
    try (RunLock lock = RunLock.acquire(job.out(), context.clock())) {
      lock.cleanLeftovers();
      PendingHash model = PendingHash.of(() -> ModelHash.of(job.model()));
      Supplied fingerprint = new Supplied(job, model, context.seed());
      if (job.overwrite()) {
        Files.deleteIfExists(job.out().resolve(RunManifest.FILE));
      } else if (Files.exists(job.out().resolve(RunManifest.FILE))) {
        Optional<RunManifest> finished = RunManifest.finished(job.out(), fingerprint.get());
        if (finished.isPresent()) {
          context.talk().accept(job.out() + " already holds this run, finished; nothing to do");
          return new Result(finished, Optional.empty(), true);
        }
        throw new UserError(
            job.out()
                + ": holds a finished run with other settings, data or model, or was changed since;"
                + " choose another --out, or give --overwrite");
      }
      try (CausalLm loaded = CausalLm.open(job.model(), job.options())) {
        say(loaded, context);
        loaded.initialise(context.seed());
        Identity identity = new Identity(model::get, fingerprint::get);
        Optional<Prepared<E>> plan = preparation.prepare(loaded, identity);
        if (plan.isEmpty()) {
          context.talk().accept("stopped before the first step; run the same command to continue");
          TrainRun.Outcome none = TrainRun.Outcome.notBegun();
          return new Result(Optional.empty(), Optional.of(none), false);
        }
        Prepared<E> prepared = plan.get();
        TrainRun<E> run =
            new TrainRun<>(
                loaded,
                new TrainRun.Plan<>(
                    job.stage(),
                    prepared.plan().objective(),
                    prepared.plan().examples(),
                    prepared.plan().evaluation(),
                    prepared.plan().settings(),
                    job.out(),
                    fingerprint::get,
                    job.overwrite()),
                context);
        TrainRun.Outcome outcome = run.run();
        if (!outcome.finished()) {
          return new Result(Optional.empty(), Optional.of(outcome), false);
        }
        loaded.save(job.out());
        RunManifest manifest =
            manifest(job, loaded, prepared.rows(), fingerprint, started, context);
        HtmlReport report =
            HtmlReport.forTraining(
                job.stage() + " of " + job.model(),
                String.valueOf(job.out()),
                MetricTable.read(job.out().resolve(TrainRun.METRICS)),
                new ObjectMapper().readTree(manifest.json()));
        for (Section section : prepared.findings().get()) {
          report = report.with(section);
        }
        AtomicFiles.writeString(job.out().resolve("report.html"), report.html());
        manifest.write(job.out());
        return new Result(Optional.of(manifest), Optional.of(outcome), false);
      }
    }
  }

  private static void say(CausalLm model, RunContext context) {
    Compute compute = model.session().compute();
    for (String choice : compute.describe().keySet()) {
      compute.reason(choice).ifPresent(context.talk());
    }
  }

  private static RunManifest manifest(
      Job job,
      CausalLm model,
      RowCounts rows,
      Supplied fingerprint,
      Instant started,
      RunContext context)
      throws IOException {
    List<Artifact> outputs = new ArrayList<>();
    try (var files = Files.list(job.out())) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().endsWith(".safetensors")) {
          outputs.add(Artifact.output(job.out(), file, null));
        }
      }
    }
    Map<String, String> machine = new LinkedHashMap<>();
    model.session().compute().describe().forEach((k, v) -> machine.put(k, v.toString()));
    return new RunManifest(
        job.stage(),
        fingerprint.get(),
        job.settings(),
        context.seed(),
        fingerprint.inputs(),
        outputs,
        rows,
        engineVersions(),
        machine,
        started,
        context.clock().instant());
  }

  /** Versions of the program, Java, DJL and libtorch. */
  public static Map<String, String> engineVersions() {
    Map<String, String> engine = new LinkedHashMap<>();
    engine.put("djl", String.valueOf(Engine.getDjlVersion()));
    engine.put("libtorch", Engine.getEngine("PyTorch").getVersion());
    return Versions.collect(engine);
  }

  /** The fingerprint, computed when first asked for. */
  private static final class Supplied {
    private final Job job;
    private final PendingHash model;
    private final long seed;

    Supplied(Job job, PendingHash model, long seed) {
      this.job = job;
      this.model = model;
      this.seed = seed;
    }

    /** The model, then the data files. */
    List<Artifact> inputs() {
      List<Artifact> inputs = new ArrayList<>();
      inputs.add(new Artifact(job.model().toString(), model.get(), null));
      inputs.addAll(job.inputs());
      return inputs;
    }

    String get() {
      return Fingerprint.of(job.stage(), job.identity(), seed, inputs(), Versions.herder());
    }
  }
}
