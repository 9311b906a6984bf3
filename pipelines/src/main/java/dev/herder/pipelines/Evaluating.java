package dev.herder.pipelines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.RunContext;
import dev.herder.core.verify.Verifiers;
import dev.herder.eval.EvaluationStopped;
import dev.herder.eval.Judge;
import dev.herder.eval.SuiteInput;
import dev.herder.eval.SuiteResult;
import dev.herder.eval.answer.RecordingModel;
import dev.herder.eval.report.Evaluation;
import dev.herder.eval.report.EvaluationRun;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.Step;
import dev.herder.pipelines.journal.StepRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The steps that evaluate a model on the recipe's suites. */
final class Evaluating {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a stop must not cost; the answers of a finished step are in its items. */
  private static final String ANSWERED = "answered.jsonl";

  private static final String VERDICTS = "verdicts.jsonl";
  private static final String JUDGE = "judge";
  private static final String START = "start";

  private final Recipe recipe;
  private final Seams seams;
  private final RunContext context;
  private final StepRunner runner;
  private final List<SortedMap<String, Product>> files;

  /**
   * Prepares evaluations.
   *
   * @param files of each suite of the recipe, by role; see {@link #roles}
   */
  Evaluating(
      Recipe recipe,
      Seams seams,
      RunContext context,
      StepRunner runner,
      List<SortedMap<String, Product>> files) {
    this.recipe = recipe;
    this.seams = seams;
    this.context = context;
    this.runner = runner;
    this.files = List.copyOf(files);
  }

  /** Opens what the user gave under a key: a file, or a model's folder. */
  @FunctionalInterface
  interface Opening {
    Product open(String key, Path path) throws IOException;
  }

  /** The files of a suite by their role, and the judge. */
  static SortedMap<String, Product> roles(
      String key, EvaluationSuite suite, Opening file, Opening model) throws IOException {
    SortedMap<String, Product> roles = new TreeMap<>();
    for (Path each : suite.data()) {
      roles.put(String.format("prompts-%03d", roles.size() + 1), file.open(key + ".prompts", each));
    }
    for (Map.Entry<String, Path> each : suite.fileOptions().entrySet()) {
      roles.put(
          "option-" + each.getKey(), file.open(key + ".files." + each.getKey(), each.getValue()));
    }
    Path judge = suite.judge();
    if (judge != null) {
      roles.put(JUDGE, model.open(key + ".judge", judge));
    }
    return roles;
  }

  /**
   * Evaluates a model on every suite.
   *
   * @param at the folder of the steps, for example {@code round-1/}
   * @param start what came of the model to begin with, to compare with; empty: this is it
   * @return the steps' products by the name of the suite
   */
  Map<String, Product> of(String at, Product model, Map<String, Product> start) throws IOException {
    Map<String, Product> found = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      EvaluationSuite suite = recipe.evaluation().get(i);
      String name = suite.called();
      Step step = step(at + "eval-" + name, suite, files.get(i), model, start.get(name));
      found.put(name, runner.run(step));
    }
    return found;
  }

  private Step step(
      String name,
      EvaluationSuite suite,
      SortedMap<String, Product> roles,
      Product model,
      @Nullable Product start) {
    // The same for every model, so that their answers differ by the model alone.
    long seed = Seeds.derive(recipe.seed(), "evaluation " + suite.called());
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("suite", suite.open().getClass().getName());
    settings.put("verifier", suite.verifier());
    settings.set("options", JSON.valueToTree(suite.given()));
    settings.set("sampler", seams.samplers().settings());
    TreeMap<String, Product> inputs = new TreeMap<>(roles);
    inputs.put("model", model);
    if (start != null) {
      inputs.put(START, start);
    }
    return new Step(
        name,
        "evaluate",
        settings,
        seed,
        inputs,
        folder -> {
          Evaluation evaluation;
          try {
            String shown = start == null ? START : model.name();
            evaluation = evaluation(folder, suite, shown, model, roles.get(JUDGE), seed);
          } catch (EvaluationStopped e) {
            return new Step.Made(List.of(), Map.of());
          }
          Files.deleteIfExists(folder.resolve(ANSWERED));
          Files.deleteIfExists(folder.resolve(VERDICTS));
          Evaluation before = start == null ? null : Evaluation.read(start.made().path());
          return new Step.Made(
              List.of(Evaluation.RESULTS, Evaluation.ITEMS), SuiteSummary.of(evaluation, before));
        });
  }

  /** Goes on where a killed attempt stopped; one that had written its result is at its end. */
  private Evaluation evaluation(
      Path folder,
      EvaluationSuite suite,
      String shown,
      Product model,
      @Nullable Product judge,
      long seed)
      throws IOException {
    if (Files.exists(folder.resolve(Evaluation.RESULTS))) {
      return Evaluation.read(folder);
    }
    SuiteResult result;
    try (Asked asked = open(model, folder.resolve(ANSWERED), "answers")) {
      if (judge == null) {
        result = result(suite, asked.model(), Optional.empty(), seed);
      } else {
        try (Asked judging = open(judge, folder.resolve(VERDICTS), "verdicts")) {
          String identity = judge.made().sha256();
          Judge who = new Judge(judging.model(), identity);
          result = result(suite, asked.model(), Optional.of(who), seed);
        }
      }
    }
    if (result.items().isEmpty()) {
      throw new UserError("evaluation: suite '" + suite.called() + "' has no items");
    }
    // Without a time: equal evaluations are equal files.
    Evaluation evaluation = new Evaluation(shown, model.made().sha256(), result, Double.NaN);
    AtomicFiles.writeString(folder.resolve(EvaluationRun.PAGE), evaluation.page());
    evaluation.writeFolder(folder);
    return evaluation;
  }

  private SuiteResult result(
      EvaluationSuite suite, RecordingModel model, Optional<Judge> judge, long seed)
      throws IOException {
    Optional<Scorer> scorer = Optional.ofNullable(suite.scoredBy()).map(Verifiers::scorer);
    RunContext seeded = context.withSeed(seed);
    return suite
        .open()
        .evaluate(new SuiteInput(suite.data(), suite.settings(), scorer, judge, seeded), model);
  }

  /** A loaded model that keeps what it says. */
  private record Asked(SamplerFactory.Sampler sampler, RecordingModel model)
      implements AutoCloseable {
    @Override
    public void close() {
      sampler.close();
    }
  }

  private Asked open(Product model, Path kept, String counted) throws IOException {
    SamplerFactory.Sampler sampler = seams.samplers().open(Training.reference(model), context);
    // The folder belongs to one model and one way to run it, by the step's fingerprint.
    String identity = Hashes.ofString(model.made().sha256() + seams.samplers().settings());
    RecordingModel recording =
        new RecordingModel(
            model.name(), identity, sampler, sampler.likelihoods(), kept, counted, context);
    return new Asked(sampler, recording);
  }
}
