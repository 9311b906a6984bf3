package dev.herder.cli.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herder.cli.console.Signals;
import dev.herder.cli.console.Stop;
import dev.herder.cli.console.Surroundings;
import dev.herder.cli.console.Surroundings.Terminal;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command with every shared option and a record with a setting for each. */
@Command(name = "probe")
final class Probe implements Callable<Integer>, Configured {
  /** How answers are made. */
  enum LossOn {
    COMPLETION,
    ASSISTANT,
    ALL
  }

  /** All settings of the shared options. */
  record Settings(
      List<Path> data,
      long seed,
      @Nullable String dtype,
      @Nullable Integer threads,
      double learningRate,
      @Nullable String lrSchedulerType,
      @Nullable Double warmupRatio,
      @Nullable Integer warmupSteps,
      @Nullable Double numTrainEpochs,
      @Nullable Integer maxSteps,
      @Nullable Double weightDecay,
      @Nullable Double maxGradNorm,
      @Nullable Double adamBeta1,
      @Nullable Double adamBeta2,
      @Nullable Double adamEpsilon,
      @Nullable Integer batchSize,
      @Nullable Integer microBatchTokens,
      @Nullable Boolean gradientCheckpointing,
      @Nullable Integer maxLength,
      @Nullable String overlong,
      boolean shuffle,
      @Nullable LossOn lossOn,
      @Nullable Integer loraR,
      @Nullable Double loraAlpha,
      @Nullable List<String> loraTargetModules,
      @Nullable Integer saveSteps,
      @Nullable List<Path> evalData,
      @Nullable Integer evalSteps,
      @Nullable Boolean overwrite,
      @Nullable Integer saveTotalLimit) {}

  @ConfigKey("data")
  @Option(names = "--data", arity = "1..*", paramLabel = "FILE", description = "The rows.")
  @Nullable List<String> data;

  @Mixin CommonOptions common;

  @ArgGroup(exclusive = true)
  @Nullable LossOptions lossOn;

  @Mixin TrainingOptions training;
  @Nullable ResolvedConfig<Settings> resolved;

  @Override
  public JsonNode defaults() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("seed", 42)
        .put("learning-rate", 2e-5)
        .put("shuffle", true)
        .set("data", JsonNodeFactory.instance.arrayNode().add("a.jsonl").add("b.jsonl"));
  }

  @Override
  public Integer call() {
    try {
      resolved =
          common.resolve(Settings.class, StrictConfig.of(Settings.class).defaults(defaults()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return common.printed(resolved) ? 0 : 5;
  }

  /** What a run of the probe left. */
  record Ran(Probe probe, CommandLine line, StringWriter out, StringWriter err) {
    Settings settings() {
      if (probe.resolved == null) {
        throw new AssertionError("nothing was bound: " + err);
      }
      return probe.resolved.value();
    }
  }

  /** Parses and runs; exceptions come through. */
  static Ran run(Signals signals, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Stop stop = new Stop(signals, code -> {});
    Surroundings surroundings =
        new Surroundings(
            new BufferedReader(new StringReader("")),
            new PrintWriter(out),
            new PrintWriter(err),
            Terminal.none(),
            Clock.systemUTC(),
            stop,
            Path.of("unused"));
    CommandLine.IFactory factory =
        new CommandLine.IFactory() {
          @Override
          public <K> K create(Class<K> type) throws Exception {
            return type == CommonOptions.class
                ? type.cast(new CommonOptions(surroundings))
                : CommandLine.defaultFactory().create(type);
          }
        };
    Probe probe = new Probe();
    CommandLine line = new CommandLine(probe, factory);
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    line.setDefaultValueProvider(new ShownDefaults(line.getCommandSpec()));
    line.getCommandSpec().usageMessage().showDefaultValues(true);
    line.parseArgs(arguments);
    probe.call();
    line.getOut().flush();
    return new Ran(probe, line, out, err);
  }
}
