package dev.herder.cli.command;

import dev.herder.core.UserError;
import dev.herder.core.data.InputFiles;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.PendingHash;
import dev.herder.core.run.RunContext;
import dev.herder.engine.lm.LocalLikelihoods;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.eval.Evaluated;
import dev.herder.eval.Figure;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.Suites;
import dev.herder.eval.answer.GivenAnswers;
import dev.herder.eval.answer.RecordingModel;
import dev.herder.eval.custom.VerifiedPrompts;
import dev.herder.eval.report.Evaluation;
import dev.herder.eval.report.EvaluationRun;
import dev.herder.eval.report.Requirement;
import dev.herder.eval.report.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code eval --suite}: opens what the suite needs, evaluates, and tells the figures. */
final class EvalRun {
  /** What a suite of one's own is named by: a file of rows. */
  private static final Pattern FILE = Pattern.compile(".*\\.(jsonl|json)(\\.gz)?");

  private final EvalCommand.Settings settings;
  private final Suite suite;
  private final List<Path> prompts;
  private final boolean scored;
  private final Path out;
  private final boolean json;
  private final List<Requirement> requirements;
  private boolean missed;

  /** An evaluation of these settings, told in numbers if they go to a program. */
  EvalRun(EvalCommand.Settings settings, String suite, boolean json) {
    this.settings = settings;
    boolean own = FILE.matcher(suite).matches();
    this.suite = own ? own(Path.of(suite), settings) : Suites.byName(suite);
    prompts = own ? List.of(Path.of(suite)) : settings.prompts();
    scored = !own && (settings.reward() != null || settings.verifier() != null);
    this.json = json;
    Path where = settings.out();
    if (where == null) {
      throw new UserError("--out: is missing, expected a folder or a .json file to write to");
    }
    out = where;
    requirements = settings.require().stream().map(Requirement::parse).toList();
    if ((settings.model() == null) == (settings.responses() == null)) {
      throw new UserError(
          "eval: expected one of --model DIR and --responses FILE, which says where answers come"
              + " from");
    }
  }

  private static Suite own(Path file, EvalCommand.Settings s) {
    String verifier = s.verifier();
    if (verifier == null || s.reward() != null || s.judge() != null || s.judgeEndpoint() != null) {
      throw new UserError(
          "--suite "
              + file
              + ": a file of prompts is judged by a verifier; give --verifier NAME, and neither"
              + " --reward nor --judge");
    }
    if (!s.prompts().isEmpty()) {
      throw new UserError("--suite " + file + ": is the prompts itself; leave out --prompts");
    }
    return new VerifiedPrompts(file, verifier);
  }

  /** Whether a bar was missed. */
  boolean missed() {
    return missed;
  }

  /** Evaluates. */
  Map<String, @Nullable Object> figures(RunContext context) throws IOException {
    try (EvalJudging judging = EvalJudging.open(settings, scored, kept("verdicts"), context)) {
      Map<String, @Nullable Object> figures = figures(judging, context);
      if ("finished".equals(figures.get("status"))) {
        judging.unused().forEach(option -> context.talk().accept(unused(option)));
      }
      judging.tokens().ifPresent(tokens -> figures.put("judge_tokens", tokens));
      return figures;
    }
  }

  private Map<String, @Nullable Object> figures(EvalJudging judging, RunContext context)
      throws IOException {
    Path responses = settings.responses();
    if (responses != null) {
      if (Files.exists(responses) && !Files.isDirectory(responses)) {
        InputFiles.requireRegular(responses);
      }
      return run(GivenAnswers.read(responses), Hashes.ofFile(responses), judging, "", context);
    }
    Path folder = Objects.requireNonNull(settings.model());
    PendingHash pending = PendingHash.of(() -> Hashes.ofModel(folder));
    try (LocalModel local = open(folder, settings, context)) {
      String precision = precision(local);
      String hash = pending.get();
      LocalLikelihoods likelihoods = new LocalLikelihoods(local);
      RecordingModel model =
          new RecordingModel(
              folder.toString(),
              identity(hash, local, settings),
              local,
              likelihoods,
              kept("answers"),
              "answers",
              context);
      Map<String, @Nullable Object> figures = run(model, hash, judging, precision, context);
      figures.put("tokens", model.tokens() + likelihoods.tokens());
      return figures;
    }
  }

  private String unused(String option) {
    return option
        + ": suite '"
        + suite.name()
        + "' judges answers by itself; leave it out, as nothing was asked of it";
  }

  private static String precision(LocalModel model) {
    return model.compute().precision().id();
  }

  /** Everything beside prompts and sampling that decides an answer. */
  static String identity(String hash, LocalModel model, EvalCommand.Settings s) {
    return String.join("\n", hash, precision(model), s.now());
  }

  static LocalModel open(Path folder, EvalCommand.Settings s, RunContext context)
      throws IOException {
    LocalModel opened =
        LocalModel.open(
            folder,
            s.wish(),
            EncoderConfig.now(s.now()),
            context.stopRequested(),
            (long) s.kvCacheMemory() << 20);
    opened.compute().reason("dtype").ifPresent(context.talk());
    return opened;
  }

  /** Where rows are kept that a stop must not cost. */
  private Path kept(String name) {
    return Evaluation.isOneFile(out)
        ? out.resolveSibling(out.getFileName() + "." + name + ".jsonl")
        : out.resolve(name + ".jsonl");
  }

  private Map<String, @Nullable Object> run(
      Evaluated model, String identity, EvalJudging judging, String dtype, RunContext context)
      throws IOException {
    EvaluationRun.Result result =
        new EvaluationRun(suite, model)
            .run(
                new EvaluationRun.Config(
                    prompts,
                    options(),
                    judging.scorer(),
                    judging.judge(),
                    identity,
                    out,
                    settings.overwrite(),
                    requirements,
                    settings.trainingData(),
                    dtype.isEmpty() ? Map.of() : Map.of("dtype", dtype)),
                context);
    for (Requirement.Outcome outcome : result.outcomes()) {
      if (!outcome.met()) {
        context.talk().accept("missed " + outcome.requirement().text() + ": " + outcome.found());
      }
    }
    missed = !result.met();
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", out.toString());
    figures.put("suite", suite.name());
    figures.put("status", result.evaluation().isPresent() ? "finished" : "stopped");
    result
        .evaluation()
        .ifPresent(
            evaluation -> {
              figures.put("rows", evaluation.result().items().size());
              for (Figure figure : evaluation.result().figures()) {
                figures.put(figure.name(), shown(figure));
              }
            });
    if (!requirements.isEmpty()) {
      figures.put("met", result.met());
    }
    return figures;
  }

  private Object shown(Figure figure) {
    if (!json) {
      return Shown.value(figure) + " (" + Shown.interval(figure) + ")";
    }
    Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
    numbers.put("value", finite(figure.value()));
    numbers.put("low", finite(figure.interval().low()));
    numbers.put("high", finite(figure.interval().high()));
    numbers.put("n", figure.n());
    return numbers;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private SuiteOptions options() {
    SuiteOptions options = SuiteOptions.none();
    for (String each : settings.option()) {
      int at = each.indexOf('=');
      if (at < 1) {
        throw new UserError("--option: found '" + each + "', expected KEY=VALUE");
      }
      options = options.with(each.substring(0, at).strip(), each.substring(at + 1));
    }
    return settings.maxNewTokens() == 0
        ? options
        : options.with("max-new-tokens", String.valueOf(settings.maxNewTokens()));
  }
}
