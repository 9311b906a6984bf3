package dev.herder.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.option.CommonOptions;
import dev.herder.cli.option.ConfigKey;
import dev.herder.cli.option.Configured;
import dev.herder.core.UserError;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.verify.Verifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Write a recipe to begin with. */
@Command(
    name = "new",
    description = "Write a recipe to begin with: every key that matters, with what it does.",
    footer = {
      "  herder round new --out recipe.yaml --model llama --data train.jsonl --prompts prompts.jsonl",
      "  herder round new --out recipe.yaml --template lora --verifier exact",
    })
public final class RoundNewCommand implements Callable<Integer>, Configured {
  /** The settings; paths that are not given are to be filled in by hand. */
  record Settings(
      Path out,
      RecipeTemplate template,
      Path model,
      Path data,
      Path prompts,
      String verifier,
      boolean force) {}

  @ConfigKey("out")
  @Option(names = "--out", paramLabel = "FILE.yaml", description = "The recipe.")
  @Nullable String out;

  @ConfigKey("template")
  @Option(
      names = "--template",
      paramLabel = "NAME",
      description = "math, lora (an adapter instead of all weights) or small (minutes).")
  @Nullable String template;

  @ConfigKey("model")
  @Option(names = "--model", paramLabel = "DIR", description = "The model to begin with.")
  @Nullable String model;

  @ConfigKey("data")
  @Option(names = "--data", paramLabel = "FILE", description = "Demonstrations.")
  @Nullable String data;

  @ConfigKey("prompts")
  @Option(names = "--prompts", paramLabel = "FILE", description = "Prompts with known answers.")
  @Nullable String prompts;

  @ConfigKey("verifier")
  @Option(names = "--verifier", paramLabel = "NAME", description = "Who judges the answers.")
  @Nullable String verifier;

  @ConfigKey("force")
  @Option(names = "--force", description = "Overwrite the file if it is there.")
  @Nullable Boolean force;

  @Mixin CommonOptions common;

  @Override
  public JsonNode defaults() {
    return Defaults.without(
        new Settings(
            Path.of("none"),
            RecipeTemplate.MATH,
            Path.of("model"),
            Path.of("demonstrations.jsonl"),
            Path.of("prompts.jsonl"),
            "gsm8k",
            false),
        "out");
  }

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Settings> settings =
        common.resolve(Settings.class, StrictConfig.of(Settings.class).defaults(defaults()));
    if (common.printed(settings)) {
      return 0;
    }
    Settings s = settings.value();
    Verifiers.byName(s.verifier());
    if (Files.isDirectory(s.out())) {
      throw new UserError(s.out() + ": is a folder, expected a file to write to");
    }
    if (Files.exists(s.out()) && !s.force()) {
      throw new UserError(s.out() + ": is there already; choose another name, or give --force");
    }
    RecipeTemplate.Values values =
        new RecipeTemplate.Values(s.model(), s.data(), s.prompts(), s.verifier());
    AtomicFiles.writeString(s.out(), s.template().text(s.out(), values));
    common.say("next: herder round plan " + s.out());
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("out", s.out().toString());
    common.finish(figures);
    return 0;
  }
}
