package dev.herder.cli.command;

import dev.herder.cli.option.CommonOptions;
import dev.herder.core.config.ResolvedConfig;
import dev.herder.core.config.StrictConfig;
import dev.herder.engine.lm.TrainStage;
import dev.herder.engine.machine.Compute;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.machine.Precision;
import dev.herder.engine.machine.Processor;
import dev.herder.engine.machine.SelfTest;
import dev.herder.engine.machine.Session;
import dev.herder.engine.model.RowProduct;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What this machine is, what Herder chooses on it, and whether the engine computes right. */
@Command(
    name = "doctor",
    description = "Show hardware, libraries and choices, and test the engine.",
    footer = "  herder doctor")
public final class DoctorCommand implements Callable<Integer> {
  /** The settings. */
  record Settings(String dtype, String device, int threads) {}

  @Mixin CommonOptions common;

  @Override
  public Integer call() throws IOException {
    ResolvedConfig<Settings> settings =
        common.resolve(
            Settings.class,
            StrictConfig.of(Settings.class).defaults(new Settings("auto", "auto", 0)));
    if (common.printed(settings)) {
      return 0;
    }
    Settings s = settings.value();
    Machine.require(new Machine.Wish(s.device(), s.dtype(), s.threads(), 0));
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    Processor processor = Processor.detect();
    figures.put("processor", processor.name());
    figures.put("cores", processor.cores());
    figures.put("memory_available_mib", processor.availableBytes() >> 20);
    figures.put("bfloat16_instructions", processor.hasBfloat16());
    TrainStage.engineVersions().forEach(figures::put);
    int threads = s.threads() > 0 ? s.threads() : processor.cores();
    for (Precision precision : Precision.values()) {
      Compute compute = Compute.plain(threads).withPrecision(precision);
      try (Session session = new Session(compute)) {
        figures.put(precision.id() + "_gflops", Math.round(Machine.measurePeak(session) / 1e9));
        if (precision == Precision.FLOAT32) {
          figures.put("self_test", SelfTest.run(session));
          RowProduct.describe(session).forEach(figures::put);
        }
      }
    }
    figures.put("dtype_auto", processor.hasBfloat16() ? "bfloat16" : "float32");
    common.finish(figures);
    return 0;
  }
}
