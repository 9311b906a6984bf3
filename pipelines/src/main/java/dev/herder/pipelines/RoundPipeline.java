package dev.herder.pipelines;

import dev.herder.core.UserError;
import dev.herder.core.data.DataException;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.Problems;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.RowReader;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunLock;
import dev.herder.core.run.Stage;
import dev.herder.core.run.Versions;
import dev.herder.core.verify.Verifiers;
import dev.herder.pipelines.forecast.Forecast;
import dev.herder.pipelines.forecast.Forecaster;
import dev.herder.pipelines.journal.Executor;
import dev.herder.pipelines.journal.Finder;
import dev.herder.pipelines.journal.Journal;
import dev.herder.pipelines.journal.Ledger;
import dev.herder.pipelines.journal.Plan;
import dev.herder.pipelines.journal.Planner;
import dev.herder.pipelines.journal.Product;
import dev.herder.pipelines.journal.RunStopped;
import dev.herder.pipelines.journal.Standing.State;
import dev.herder.pipelines.journal.StepRunner;
import dev.herder.pipelines.journal.Trail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.DoubleSupplier;

/**
 * Several rounds of post-training as one program that can be stopped anywhere.
 *
 * <p>Each round fine-tunes on demonstrations and on what earlier rounds kept, draws K answers per
 * prompt with the best model so far, scores them with a verifier, keeps the best, trains by DPO on
 * best against worst, and scores the result on held-out prompts. Running it again with the same
 * recipe does only what is missing.
 */
public final class RoundPipeline implements Stage<RoundPipeline.Config, RoundPipeline.Result> {
  private final Seams seams;
  private final String code;

  /** A pipeline over the given seams, of this version of the program. */
  public RoundPipeline(Seams seams) {
    this(seams, Versions.herder());
  }

  /**
   * A pipeline over the given seams.
   *
   * @param code the version of the program; what another version made is made anew
   */
  public RoundPipeline(Seams seams, String code) {
    this.seams = seams;
    this.code = code;
  }

  /**
   * What to run.
   *
   * @param yes whether steps that were done by another recipe may be thrown away and done again
   */
  public record Config(Recipe recipe, boolean yes) {}

  /**
   * What came of it.
   *
   * @param complete false if a stop was requested; running again goes on
   * @param best the folder of the best model; until the first round is done, where it will be
   * @param results the scores and counts of the finished rounds
   */
  public record Result(boolean complete, Path best, RoundResults results) {}

  /**
   * Says what a run would do, and does nothing.
   *
   * @throws UserError if an input is missing or the journal is damaged
   */
  public Plan plan(Recipe recipe) throws IOException {
    Scorer scorer = Verifiers.scorer(recipe.verifier());
    Ledger ledger = new Ledger(recipe.out(), code, Journal.read(recipe.out()));
    return plan(recipe, given(recipe), scorer, ledger);
  }

  /**
   * Says what a run would do, and what each step may take; does nothing.
   *
   * @param machine floating-point operations a second of a large matrix product here; asked only if
   *     no finished step tells how fast models are
   * @throws UserError if an input is missing or the journal is damaged
   */
  public Forecast forecast(Recipe recipe, DoubleSupplier machine) throws IOException {
    Scorer scorer = Verifiers.scorer(recipe.verifier());
    Rounds.Given given = given(recipe);
    requireGoodRows(recipe);
    Ledger ledger = new Ledger(recipe.out(), code, Journal.read(recipe.out()));
    return forecast(recipe, given, scorer, ledger, machine);
  }

  private Forecast forecast(
      Recipe recipe, Rounds.Given given, Scorer scorer, Ledger ledger, DoubleSupplier machine)
      throws IOException {
    Forecaster forecaster = new Forecaster(new Planner(ledger), ledger.accounts(), machine);
    new Rounds(recipe, seams, scorer, RunContext.quiet(), forecaster).play(given, round -> {});
    return forecaster.forecast();
  }

  private Plan plan(Recipe recipe, Rounds.Given given, Scorer scorer, Ledger ledger)
      throws IOException {
    Planner planner = new Planner(ledger);
    new Rounds(recipe, seams, scorer, RunContext.quiet(), planner).play(given, round -> {});
    return planner.plan();
  }

  @Override
  public Result run(Config config, RunContext context) throws IOException {
    Recipe recipe = config.recipe();
    Scorer scorer = Verifiers.scorer(recipe.verifier());
    Rounds.Given given = given(recipe);
    requireGoodRows(recipe);
    RunLock lock = RunLock.acquire(recipe.out(), context.clock());
    try (Journal journal = Journal.open(recipe.out())) {
      Ledger ledger = new Ledger(recipe.out(), code, journal.events());
      requireAgreement(config, plan(recipe, given, scorer, ledger));
      RunProgress progress =
          new RunProgress(
              context.metrics(),
              context.clock(),
              () -> forecast(recipe, given, scorer, ledger, RoundPipeline::guessed));
      RunContext shown = context.withMetrics(progress);
      StepRunner executor = new Executor(recipe.out(), journal, ledger, config.yes(), shown);
      return play(recipe, given, scorer, ledger, progress.over(executor), shown, true);
    } finally {
      lock.close();
    }
  }

  /**
   * Writes the reports of the rounds that are done, and does nothing else; a run may be going on.
   *
   * @throws UserError if an input is missing or the journal is damaged
   */
  public Result report(Recipe recipe) throws IOException {
    Scorer scorer = Verifiers.scorer(recipe.verifier());
    Ledger ledger = new Ledger(recipe.out(), code, Journal.read(recipe.out()));
    return play(
        recipe, given(recipe), scorer, ledger, new Finder(ledger), RunContext.quiet(), false);
  }

  /**
   * Goes through the rounds, and reports after each.
   *
   * @param publish whether to put the best model into its folder
   */
  private Result play(
      Recipe recipe,
      Rounds.Given given,
      Scorer scorer,
      Ledger ledger,
      StepRunner runner,
      RunContext context,
      boolean publish)
      throws IOException {
    List<Rounds.Round> done = new ArrayList<>();
    BestModel best = new BestModel(recipe.out());
    boolean complete = true;
    Trail trail = new Trail(runner);
    try {
      new Rounds(recipe, seams, scorer, context, trail)
          .play(
              given,
              round -> {
                done.add(round);
                if (publish) {
                  best.publish(round.best().model().made());
                }
                new RoundReport(recipe, RoundResults.of(recipe, done), trail, ledger).write();
                if (publish && !round.stops().isEmpty()) {
                  throw regressed(round);
                }
              });
    } catch (RunStopped e) {
      context.talk().accept("stopped at " + e.step() + "; run again to go on");
      complete = false;
      if (!trail.passed().isEmpty()) {
        new RoundReport(recipe, RoundResults.of(recipe, done), trail, ledger).writePage();
      }
    }
    return new Result(complete, best.folder(), RoundResults.of(recipe, done));
  }

  private static UserError regressed(Rounds.Round round) {
    return new UserError(
        "round "
            + round.number()
            + ": "
            + round.after().model().name()
            + " is significantly worse at "
            + round.stops()
            + " and does not replace the best model; change the recipe and run again, or set"
            + " gate.regression to reject to go on");
  }

  /** What a processor does, roughly, until the first steps tell. */
  private static double guessed() {
    return 2e10 * Runtime.getRuntime().availableProcessors();
  }

  private static void requireAgreement(Config config, Plan plan) {
    Plan redo = plan.in(State.TO_REDO);
    if (!redo.steps().isEmpty() && !config.yes()) {
      throw new UserError(
          config.recipe().out()
              + ": made by another recipe or changed since. These steps would be done again, and"
              + " what they made thrown away:\n"
              + redo.render()
              + "agree with --yes, or choose another folder");
    }
  }

  /** Tells of bad rows now, and not when, perhaps days later, a step of a late round reads them. */
  private static void requireGoodRows(Recipe recipe) throws IOException {
    List<Path> prompts = new ArrayList<>(List.of(recipe.prompts()));
    Path heldOut = recipe.heldOut().file();
    if (heldOut != null) {
      prompts.add(heldOut);
    }
    List<Path> preferences = recipe.preferences().stream().map(PreferenceFile::file).toList();
    requireGoodRows(recipe.data(), Purpose.TRAINING_SFT);
    requireGoodRows(preferences, Purpose.PREFERENCE);
    requireGoodRows(prompts, Purpose.PROMPTS);
  }

  private static void requireGoodRows(List<Path> files, Purpose purpose) throws IOException {
    if (!files.isEmpty()) {
      Problems problems = RowReader.check(files, purpose).problems();
      if (problems.total() > 0) {
        throw new DataException(problems);
      }
    }
  }

  private static Rounds.Given given(Recipe recipe) throws IOException {
    List<Product> data = new ArrayList<>();
    for (Path file : recipe.data()) {
      data.add(file("data", file));
    }
    List<Product> preferences = new ArrayList<>();
    for (PreferenceFile each : recipe.preferences()) {
      preferences.add(file("preferences", each.file()));
    }
    List<SortedMap<String, Product>> suites = new ArrayList<>();
    for (EvaluationSuite each : recipe.evaluation()) {
      String key = "evaluation[" + suites.size() + "]";
      suites.add(Evaluating.roles(key, each, RoundPipeline::file, RoundPipeline::model));
    }
    Path heldOut = recipe.heldOut().file();
    Path reward = recipe.rewardModel();
    return new Rounds.Given(
        model("model", recipe.model()),
        data,
        preferences,
        file("prompts", recipe.prompts()),
        heldOut == null ? null : file("held-out.file", heldOut),
        suites,
        reward == null ? null : model("reward-model", reward));
  }

  private static Product model(String key, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UserError(key + ": " + folder + " is no folder, expected one with a model");
    }
    return new Product.Made(folder.toString(), folder, Hashes.ofModel(folder));
  }

  private static Product file(String key, Path file) throws IOException {
    try {
      InputFiles.requireRegular(file);
    } catch (UserError e) {
      throw new UserError(key + ": " + e.getMessage(), e);
    }
    return new Product.Made(file.toString(), file, Hashes.ofFile(file));
  }
}
