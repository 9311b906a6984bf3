package dev.herder.eval.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.data.InputFiles;
import dev.herder.core.generate.Scorer;
import dev.herder.core.overlap.NgramIndex;
import dev.herder.core.run.Artifact;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Fingerprint;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunLock;
import dev.herder.core.run.RunManifest;
import dev.herder.core.run.Stage;
import dev.herder.core.run.Versions;
import dev.herder.eval.Evaluated;
import dev.herder.eval.EvaluationStopped;
import dev.herder.eval.Judge;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.answer.GivenAnswers;
import dev.herder.eval.hygiene.Contamination;
import dev.herder.eval.hygiene.TrainingText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates a model on a suite and writes what came of it: {@code results.json}, {@code
 * items.jsonl}, {@code report.html}, {@code report.md}, {@code junit.xml} and {@code
 * manifest.json}.
 */
public final class EvaluationRun implements Stage<EvaluationRun.Config, EvaluationRun.Result> {
  /** The page. */
  public static final String PAGE = "report.html";

  private static final String MARKDOWN = "report.md";
  private static final String CONTAMINATION = "contamination.json";
  private static final String JUNIT = "junit.xml";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Suite suite;
  private final Evaluated model;

  /** An evaluation of a model on a suite. */
  public EvaluationRun(Suite suite, Evaluated model) {
    this.suite = suite;
    this.model = model;
  }

  /**
   * The settings.
   *
   * @param prompts the suite's data files
   * @param options the suite's settings
   * @param scorer for suites that want a reward model or a verifier
   * @param judge for suites that want a judge
   * @param identity what the model is, by content: a hash
   * @param out the folder to write to, or one file that ends in {@code .json}
   * @param overwrite whether a result of another model, suite or setting is replaced
   * @param requirements bars that figures are held to
   * @param trainingData files that the model was trained on, looked through for the suite's prompts
   * @param machine device, dtype and the like, for the manifest
   */
  public record Config(
      List<Path> prompts,
      SuiteOptions options,
      Optional<Scorer> scorer,
      Optional<Judge> judge,
      String identity,
      Path out,
      boolean overwrite,
      List<Requirement> requirements,
      List<Path> trainingData,
      Map<String, String> machine) {
    public Config {
      prompts = List.copyOf(prompts);
      trainingData = List.copyOf(trainingData);
      requirements = List.copyOf(requirements);
      machine = Map.copyOf(machine);
    }

    /** A suite with its settings as they are, no bars. */
    public static Config of(Path prompts, String identity, Path out) {
      return new Config(
          List.of(prompts),
          SuiteOptions.none(),
          Optional.empty(),
          Optional.empty(),
          identity,
          out,
          false,
          List.of(),
          List.of(),
          Map.of());
    }
  }

  /**
   * What came of it.
   *
   * @param evaluation the result; empty if a stop was requested before it was there
   * @param outcomes what became of each requirement
   */
  public record Result(Optional<Evaluation> evaluation, List<Requirement.Outcome> outcomes) {
    /** Whether every bar is met. */
    public boolean met() {
      return outcomes.stream().allMatch(Requirement.Outcome::met);
    }
  }

  @Override
  public Result run(Config config, RunContext context) throws IOException {
    requireReadTwice(config);
    for (Requirement requirement : config.requirements()) {
      if (!requirement.isAbout(suite.name())) {
        throw new UserError(
            String.format(
                "--require: '%s' is not about the suite that is evaluated, expected %s.FIGURE and a"
                    + " bar",
                requirement.text(), suite.name()));
      }
    }
    if (Evaluation.isOneFile(config.out())) {
      return evaluate(config, context);
    }
    try (RunLock lock = RunLock.acquire(config.out(), context.clock())) {
      lock.cleanLeftovers();
      return evaluate(config, context);
    }
  }

  /** They are hashed when all is done, and a pipe would be empty then. */
  private static void requireReadTwice(Config config) {
    for (List<Path> files : List.of(config.prompts(), config.trainingData())) {
      files.stream()
          .filter(file -> Files.exists(file) && !Files.isDirectory(file))
          .forEach(InputFiles::requireRegular);
    }
  }

  private Result evaluate(Config config, RunContext context) throws IOException {
    Instant started = context.clock().instant();
    Optional<Evaluation> before = before(config);
    SuiteInput input =
        new SuiteInput(
            config.prompts(), config.options(), config.scorer(), config.judge(), context);
    // Before the model is asked, so that a mistake in these files costs no evaluation.
    Optional<NgramIndex> trained = Optional.empty();
    if (!config.trainingData().isEmpty()) {
      context.talk().accept("reading the training data");
      trained = Optional.of(TrainingText.index(config.trainingData()));
    }
    SuiteResult result;
    try {
      result = suite.evaluate(input, model);
    } catch (EvaluationStopped e) {
      context.talk().accept("stopped; run it again to continue");
      return new Result(Optional.empty(), List.of());
    }
    if (model instanceof GivenAnswers given && given.unused() > 0) {
      result = result.with(given.unused() + " given answers belong to no prompt of the suite.");
    }
    Optional<Contamination> contamination = Optional.empty();
    if (trained.isPresent()) {
      Contamination found = Contamination.of(result, trained.get());
      result = result.with(found.verdict());
      contamination = Optional.of(found);
    }
    if (before.isPresent()) {
      requireSame(config, result.conditions().differences(before.get().result().conditions()));
    }
    double seconds = Duration.between(started, context.clock().instant()).toMillis() / 1000.0;
    Evaluation evaluation = new Evaluation(model.name(), config.identity(), result, seconds);
    List<Requirement.Outcome> outcomes = new ArrayList<>();
    Optional<UserError> unknown = Optional.empty();
    for (Requirement requirement : config.requirements()) {
      try {
        outcomes.add(requirement.check(result));
      } catch (UserError e) {
        // Told when the result is safe: a bar with a slip must not cost the evaluation.
        unknown = unknown.or(() -> Optional.of(e));
      }
    }
    write(evaluation, outcomes, contamination, config, started, context);
    if (unknown.isPresent()) {
      throw unknown.get();
    }
    return new Result(Optional.of(evaluation), outcomes);
  }

  /** What the place to write to holds already. */
  private Optional<Evaluation> before(Config config) throws IOException {
    Path file =
        Evaluation.isOneFile(config.out())
            ? config.out()
            : config.out().resolve(Evaluation.RESULTS);
    if (config.overwrite() || !Files.exists(file)) {
      return Optional.empty();
    }
    Evaluation before = Evaluation.read(config.out());
    List<String> differences = new ArrayList<>();
    if (!before.result().suite().equals(suite.name())) {
      differences.add("the suite was " + before.result().suite());
    }
    if (!before.identity().equals(config.identity())) {
      differences.add("the model was " + before.model());
    }
    requireSame(config, differences);
    return Optional.of(before);
  }

  private static void requireSame(Config config, List<String> differences) {
    if (!differences.isEmpty()) {
      throw new UserError(
          config.out()
              + ": holds another result ("
              + String.join("; ", differences)
              + "); choose another --out, or replace it with --overwrite");
    }
  }

  private void write(
      Evaluation evaluation,
      List<Requirement.Outcome> outcomes,
      Optional<Contamination> contamination,
      Config config,
      Instant started,
      RunContext context)
      throws IOException {
    Path out = config.out();
    if (Evaluation.isOneFile(out)) {
      evaluation.writeFile(out);
      return;
    }
    evaluation.writeFolder(out);
    List<Artifact> written = new ArrayList<>();
    if (contamination.isPresent()) {
      AtomicFiles.writeString(
          out.resolve(CONTAMINATION), contamination.get().json().toPrettyString() + "\n");
      written.add(Artifact.output(out, out.resolve(CONTAMINATION), null));
    }
    EvaluationPage page = new EvaluationPage(evaluation, outcomes, contamination);
    AtomicFiles.writeString(out.resolve(PAGE), page.html());
    AtomicFiles.writeString(out.resolve(MARKDOWN), page.markdown());
    AtomicFiles.writeString(out.resolve(JUNIT), JUnitXml.of(evaluation, outcomes));
    List<Artifact> inputs = new ArrayList<>();
    for (List<Path> files : List.of(config.prompts(), config.trainingData())) {
      for (Path file : files) {
        inputs.add(Artifact.of(file));
      }
    }
    written.add(Artifact.output(out, out.resolve(Evaluation.RESULTS), null));
    written.add(Artifact.output(out, out.resolve(PAGE), null));
    written.add(Artifact.output(out, out.resolve(MARKDOWN), null));
    written.add(Artifact.output(out, out.resolve(JUNIT), null));
    long items = evaluation.result().items().size();
    written.add(Artifact.output(out, out.resolve(Evaluation.ITEMS), items));
    ObjectNode settings = JSON.createObjectNode();
    settings.put("suite", suite.name());
    settings.put("model", evaluation.model());
    settings.put("model_sha256", config.identity());
    settings.set("conditions", JSON.valueToTree(evaluation.result().conditions()));
    settings.set(
        "require", JSON.valueToTree(outcomes.stream().map(o -> o.requirement().text()).toList()));
    new RunManifest(
            "eval",
            Fingerprint.of("eval", settings, context.seed(), inputs, Versions.herder()),
            settings,
            context.seed(),
            inputs,
            written,
            RowCounts.allUsed(items),
            Versions.collect(Map.of()),
            config.machine(),
            started,
            context.clock().instant())
        .write(out);
  }
}
