package dev.herder.cli.option;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.cli.console.Result;
import dev.herder.cli.console.Surroundings;
import dev.herder.cli.console.TerminalProgress;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options of every command, and what a command does with them: bind its settings, surround its
 * stage, print its result.
 *
 * <p>{@code --seed}, {@code --now}, {@code --dtype}, {@code --threads} and {@code --device} become
 * settings where the command's record has them, so that they may stand in its YAML too.
 */
public final class CommonOptions {
  private static final Set<String> WHERE_PRESENT =
      Set.of("seed", "now", "dtype", "threads", "device");

  private final Surroundings surroundings;
  private final long start = System.nanoTime();

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  @ArgGroup(validate = false, heading = "%nSettings:%n", order = 90)
  Settings settings = new Settings();

  @ArgGroup(validate = false, heading = "%nMachine:%n", order = 91)
  Machine machine = new Machine();

  @ArgGroup(validate = false, heading = "%nOutput:%n", order = 92)
  OutputOptions output = new OutputOptions();

  /** The options of a command that sees these surroundings. */
  public CommonOptions(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static final class Settings {
    @Option(
        names = "--config",
        paramLabel = "FILE.yaml",
        description = "Settings; every option with a value may stand there as a key.")
    @Nullable Path config;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "One setting, over the file's; may be repeated.")
    @Nullable List<String> set;

    @Option(
        names = "--print-config",
        description = "Print all settings and where each came from, and stop.")
    boolean printConfig;

    @ConfigKey("seed")
    @Option(names = "--seed", paramLabel = "N", description = "Seed of every random choice.")
    @Nullable String seed;

    @ConfigKey("now")
    @Option(
        names = "--now",
        paramLabel = "DATE",
        description = "Date that chat templates are told, as 2024-07-26.")
    @Nullable String now;
  }

  static final class Machine {
    @ConfigKey("dtype")
    @Option(
        names = "--dtype",
        paramLabel = "TYPE",
        description =
            "auto, float32 or bfloat16. auto takes what is fastest here and says so; where numbers"
                + " are measured (eval, score, logprobs) it is float32 on every processor.")
    @Nullable String dtype;

    @ConfigKey("threads")
    @Option(names = "--threads", paramLabel = "N", description = "Threads of the engine.")
    @Nullable String threads;

    @ConfigKey("device")
    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu or cuda[:N].")
    @Nullable String device;
  }

  /**
   * Binds a command's settings: defaults, then {@code --config}, then {@code --set}, then options.
   *
   * @param type the record that the settings bind to
   * @param defaults the settings so far
   * @throws dev.herder.core.config.ConfigException with every mistake in any of them
   * @throws IOException if the file exists but cannot be read
   */
  public <R extends Record> ResolvedConfig<R> resolve(Class<R> type, StrictConfig<R> defaults)
      throws IOException {
    StrictConfig<R> all = settings.config == null ? defaults : defaults.file(settings.config);
    for (String assignment : Objects.requireNonNullElse(settings.set, List.<String>of())) {
      all = all.set(assignment);
    }
    Set<String> components =
        Arrays.stream(type.getRecordComponents())
            .map(component -> component.getName())
            .collect(Collectors.toSet());
    for (GivenSetting given : GivenSetting.of(command.commandLine().getParseResult())) {
      if (components.contains(given.key()) || !WHERE_PRESENT.contains(given.key())) {
        all = all.option(given.option(), given.key(), given.value());
      }
    }
    return all.resolve();
  }

  /**
   * Prints the settings if {@code --print-config} asks for it; the command then is done.
   *
   * @return whether they were printed
   */
  public boolean printed(ResolvedConfig<?> resolved) {
    if (settings.printConfig) {
      surroundings.out().print(resolved.print());
    }
    return settings.printConfig;
  }

  /**
   * What surrounds a stage. From here on Ctrl-C asks the stage to save and stop.
   *
   * @param seed as the settings have it
   * @param metrics receives each step's metrics
   */
  public RunContext context(long seed, MetricSink metrics) {
    surroundings.stop().listen(this::warn);
    return new RunContext(seed, surroundings.clock(), this::say, metrics, surroundings.stop());
  }

  /**
   * What a command does with its settings.
   *
   * @param <R> the record of its settings
   */
  @FunctionalInterface
  public interface Work<R extends Record> {
    /** Does it; returns the figures to print. */
    Map<String, @Nullable Object> run(R settings, RunContext context) throws IOException;
  }

  /**
   * A whole command: binds its settings, and prints them if that is asked for; or else does the
   * work, showing its progress, and prints the figures.
   *
   * @param type the record that the settings bind to
   * @param defaults those that have a default
   * @param seed what seeds the work
   * @return the exit status
   */
  public <R extends Record> int run(
      Class<R> type, JsonNode defaults, ToLongFunction<R> seed, Work<R> work) throws IOException {
    return run(type, StrictConfig.of(type).defaults(defaults), seed, work);
  }

  /** The same with settings that come from elsewhere, too. */
  public <R extends Record> int run(
      Class<R> type, StrictConfig<R> before, ToLongFunction<R> seed, Work<R> work)
      throws IOException {
    ResolvedConfig<R> resolved = resolve(type, before);
    if (printed(resolved)) {
      return 0;
    }
    try (TerminalProgress progress = new TerminalProgress(surroundings, output.quiet)) {
      R value = resolved.value();
      Map<String, @Nullable Object> figures =
          // Lines go above the bar, not into it.
          work.run(value, context(seed.applyAsLong(value), progress).withTalk(progress));
      progress.end();
      finish(figures);
    }
    return 0;
  }

  /** Says a line on standard error, unless {@code --quiet}. */
  public void say(String line) {
    if (!output.quiet) {
      surroundings.err().println(line);
      surroundings.err().flush();
    }
  }

  private void warn(String line) {
    surroundings.err().println("herder: " + line);
    surroundings.err().flush();
  }

  /**
   * Prints a command's result: one line of JSON with {@code --json}, otherwise aligned text.
   *
   * <p>{@code seconds}, {@code tokens_per_second} and {@code peak_rss_mib} are added where they are
   * missing and known.
   */
  public void finish(Map<String, @Nullable Object> values) {
    Result result = new Result(values).complete((System.nanoTime() - start) / 1e9);
    output.print(result, surroundings.out());
  }

  /** Whether the result is printed as JSON, and text on standard output would disturb it. */
  public boolean json() {
    return output.json;
  }

  /** Whether nothing but errors may be said. */
  public boolean quiet() {
    return output.quiet;
  }

  /** What the command sees of the outside. */
  public Surroundings surroundings() {
    return surroundings;
  }
}
