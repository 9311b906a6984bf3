package dev.herder.pipelines;

import dev.herder.core.UserError;
import dev.herder.core.verify.Verifiers;
import dev.herder.eval.Suite;
import dev.herder.eval.SuiteOptions;
import dev.herder.eval.Suites;
import dev.herder.eval.custom.VerifiedPrompts;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A suite on which the first model and the model of every round are evaluated.
 *
 * @param suite the name of a {@link Suite}; null: prompts of the user's own, which the verifier
 *     scores
 * @param name what its steps are called; null: as the suite, or as the first file
 * @param prompts the suite's data files; null: it needs none
 * @param verifier scores answers; null: the suite judges them itself
 * @param judge a model that judges answers; null: none does
 * @param options the suite's settings; null: as they are by default
 * @param files those of its settings that name files; null: none
 */
public record EvaluationSuite(
    @Nullable String suite,
    @Nullable String name,
    @Nullable List<Path> prompts,
    @Nullable String verifier,
    @Nullable Path judge,
    @Nullable Map<String, Object> options,
    @Nullable Map<String, Path> files) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern FILE = Pattern.compile(".*\\.(jsonl|json)(\\.gz)?");

  /** Settings of Herder's suites that name a file, whose content belongs to the fingerprint. */
  private static final Set<String> FILES = Set.of("shots-file", "refusals", "violations", "scores");

  public EvaluationSuite {
    prompts = prompts == null ? List.of() : List.copyOf(prompts);
    options =
        Collections.unmodifiableMap(new LinkedHashMap<>(options == null ? Map.of() : options));
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files == null ? Map.of() : files));
    if (suite != null && FILE.matcher(suite).matches()) {
      throw new UserError(
          "suite: '"
              + suite
              + "' looks like a file; for prompts of your own leave suite out, and give prompts and"
              + " verifier");
    }
    if (verifier != null) {
      Verifiers.byName(verifier);
    }
    boolean own = suite == null;
    if (own && (prompts.isEmpty() || verifier == null || judge != null)) {
      throw new UserError(
          "expected the name of a suite, or else prompts of your own and the verifier that scores"
              + " their answers, without a judge");
    }
    if (suite != null) {
      Suites.byName(suite);
    }
    String called = called(suite, name, prompts);
    if (!NAME.matcher(called).matches()) {
      throw new UserError(
          (name == null ? "'" + called + "'" : "name: '" + name + "'")
              + " cannot name a folder, expected a name of at most 64 letters (a to z), digits, '.',"
              + " '_' and '-'");
    }
    options.forEach(EvaluationSuite::check);
  }

  private static void check(String option, Object value) {
    if (FILES.contains(option)) {
      throw new UserError("options: " + option + " names a file; give it under files instead");
    }
    if (value instanceof Map) {
      throw new UserError("options: " + option + " is a mapping, expected one value or a list");
    }
  }

  private static String called(@Nullable String suite, @Nullable String name, List<Path> prompts) {
    if (name != null) {
      return name;
    }
    return suite == null ? new VerifiedPrompts(prompts.get(0), "exact").name() : suite;
  }

  /** What its steps are called. */
  String called() {
    return called(suite, name, data());
  }

  /** Its data files. */
  List<Path> data() {
    return prompts == null ? List.of() : prompts;
  }

  /** Its settings as the recipe has them, without files. */
  Map<String, Object> given() {
    return options == null ? Map.of() : options;
  }

  /** The settings that name files. */
  Map<String, Path> fileOptions() {
    return files == null ? Map.of() : files;
  }

  /** The suite itself. */
  Suite open() {
    return suite == null
        ? new VerifiedPrompts(data().get(0), String.valueOf(verifier))
        : Suites.byName(suite);
  }

  /** The verifier that a suite scores by; prompts of the user's own have theirs in the suite. */
  @Nullable String scoredBy() {
    return suite == null ? null : verifier;
  }

  /** All settings as a suite reads them. */
  SuiteOptions settings() {
    SuiteOptions settings = SuiteOptions.none();
    for (Map.Entry<String, Object> option : given().entrySet()) {
      settings = settings.with(option.getKey(), text(option.getValue()));
    }
    for (Map.Entry<String, Path> option : fileOptions().entrySet()) {
      settings = settings.with(option.getKey(), option.getValue().toString());
    }
    return settings;
  }

  private static String text(Object value) {
    return value instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }
}
