package dev.herder.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.cli.console.Signals;
import dev.herder.cli.option.Probe.Ran;
import dev.herder.core.config.ConfigException;
import dev.herder.core.run.MetricSink;
import dev.herder.core.run.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommonOptionsTest {
  @TempDir Path folder;

  @Test
  void eachLayerGoesOverTheOneBefore() throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(file, "learning-rate: 0.1\nmax-steps: 11\nmax_length: 12\nseed: 13\n");

    Probe.Settings settings =
        run(
                "--config",
                file.toString(),
                "--set",
                "max-steps=21",
                "--set",
                "seed=22",
                "--seed",
                "31")
            .settings();

    assertEquals(List.of(Path.of("a.jsonl"), Path.of("b.jsonl")), settings.data());
    assertEquals(0.1, settings.learningRate());
    assertEquals(12, settings.maxLength());
    assertEquals(21, settings.maxSteps());
    assertEquals(31, settings.seed());
  }

  @Test
  void defaultsAreNotOverrides() throws IOException {
    Path file = Files.writeString(folder.resolve("run.yaml"), "shuffle: false\ndata: [c.jsonl]\n");

    Probe.Settings settings = run("--config", file.toString()).settings();

    assertFalse(settings.shuffle());
    assertEquals(List.of(folder.resolve("c.jsonl")), settings.data());
  }

  @Test
  void mistakesNameTheOptionAndComeTogether() {
    ConfigException failure =
        assertThrows(
            ConfigException.class,
            () -> run("--learning-rate", "fast", "--set", "warmup-ration=3"));
    String message = String.valueOf(failure.getMessage());

    assertTrue(message.contains("--learning-rate"), message);
    assertTrue(message.contains("warmup-ration"), message);
    assertTrue(message.contains("warmup-ratio"), message);
  }

  @Test
  void machineOptionWithoutASettingIsNoMistake() {
    // The probe's record has a dtype but no device.
    Probe.Settings settings = run("--device", "cpu", "--dtype", "float32").settings();

    assertEquals("float32", settings.dtype());
  }

  @Test
  void printConfigShowsValuesAndOrigins() {
    Ran ran = run("--print-config", "--max-steps", "17");

    assertTrue(
        ran.out().toString().contains("max-steps: 17  # --max-steps\n"), ran.out().toString());
    assertTrue(ran.out().toString().contains("learning-rate: "), ran.out().toString());
  }

  @Test
  void helpShowsDefaultsOfTheRecord() {
    String help = run().line().getUsageMessage();

    assertTrue(help.contains("Default: 0.00002"), help);
    assertTrue(help.contains("Default: a.jsonl,b.jsonl"), help);
    assertFalse(help.contains("Default: null"), help);
  }

  @Test
  void resultIsJsonOrTextOrNothing() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("rows", 3);
    values.put("seconds", 0.5);

    Ran json = run("--json", "--quiet");
    json.probe().common.finish(values);
    assertTrue(
        json.out().toString().startsWith("{\"rows\":3,\"seconds\":0.5"), json.out().toString());
    Ran text = run();
    text.probe().common.finish(values);
    assertTrue(text.out().toString().contains("seconds"), text.out().toString());
    Ran quiet = run("--quiet");
    quiet.probe().common.finish(values);
    assertEquals("", quiet.out().toString());
  }

  @Test
  void contextTalksOnStandardErrorAndHearsSignals() {
    Map<String, Runnable> handlers = new HashMap<>();
    Ran ran = Probe.run(handlers::put);
    RunContext context = ran.probe().common.context(9, MetricSink.none());
    context.talk().accept("reading rows");
    assertFalse(context.stopRequested().getAsBoolean());

    Objects.requireNonNull(handlers.get("INT")).run();

    assertTrue(context.stopRequested().getAsBoolean());
    assertEquals(9, context.seed());
    assertEquals(
        "reading rows\nherder: stopping after this step, again to abort\n", ran.err().toString());
    Ran quiet = run("--quiet");
    quiet.probe().common.say("reading rows");
    assertEquals("", quiet.err().toString());
    assertNotNull(quiet.probe().resolved);
  }

  private static Ran run(String... arguments) {
    return Probe.run(Signals.none(), arguments);
  }
}
