package dev.herder.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StrictConfigTest {
  @TempDir Path folder;

  /** Of a record whose constructor copies its list, as most do. */
  record Copying(List<Settings.Optim> parts) {
    Copying {
      parts = List.copyOf(parts);
    }
  }

  @Test
  void aTextInAListOfMappingsIsAMistakeAndNoCrash() {
    for (String given : List.of("parts=text", "parts=[text, {top-p: 1}]", "parts=7")) {
      ConfigException error =
          assertThrows(
              ConfigException.class, () -> StrictConfig.of(Copying.class).set(given).resolve());
      String message = String.valueOf(error.getMessage());
      assertTrue(message.contains("parts[0]: is "), message);
    }
  }

  @Test
  void defaultsAlone() {
    assertEquals(Settings.defaults(), config().resolve().value());
  }

  @Test
  void everyKindOfValueFromAFile() throws IOException {
    Settings settings =
        yaml(
            """
            model: ../base
            data: [rows/a.jsonl, /abs/b.jsonl]
            name: 1.10
            shuffle: false
            max-steps: -3
            seed: 9000000000
            dtype: float-32
            optim:
              learning_rate: 2e-4
              epsilon: .5E-6
              top-p: 1
              schedule: {type: step, every: 3}
            weights: {dpo: 2}
            reference: ref
            lora: {rank: 8}
            stages:
              - id: "2"
                k: 1
              - {id: three, k: 3}
            extra: {a: [1, 2.5, x, true, null, "7"], b: {c: 12345678901234567890}}
            """);
    assertEquals(folder.resolveSibling("base"), settings.model());
    assertEquals(List.of(folder.resolve("rows/a.jsonl"), Path.of("/abs/b.jsonl")), settings.data());
    assertEquals("1.10", settings.name());
    assertEquals(-3, settings.maxSteps());
    assertEquals(9_000_000_000L, settings.seed());
    assertEquals(Settings.Dtype.FLOAT_32, settings.dtype());
    assertEquals(new Settings.Optim(2e-4, 0.5e-6f, 1, new Settings.Step(3)), settings.optim());
    assertEquals(Map.of("sft", 1.5, "dpo", 2.0), settings.weights());
    assertEquals(folder.resolve("ref"), settings.reference());
    assertEquals(new Settings.Lora(8, List.of("q", "v")), settings.lora());
    assertEquals(
        List.of(new Settings.Stage("2", 1), new Settings.Stage("three", 3)), settings.stages());
    assertEquals(Arrays.asList(1L, 2.5, "x", true, null, "7"), settings.extra().get("a"));
    assertEquals("{c=12345678901234567890}", String.valueOf(settings.extra().get("b")));
  }

  @Test
  void laterLayersWin() throws IOException {
    Path file = file("optim: {learning-rate: 2e-4, top-p: 0.5}\nname: file");
    Settings settings =
        config()
            .file(file)
            .set("optim.learning_rate=3e-4")
            .set("name=a=b, c")
            .option("--max-steps", "max-steps", 7)
            .option("--seed", "seed", null)
            .option("--dtype", "dtype", Settings.Dtype.FLOAT_32)
            .option("--data", "data", List.of(Path.of("x.jsonl"), Path.of("y,z.jsonl")))
            .resolve()
            .value();
    assertEquals(3e-4, settings.optim().learningRate());
    assertEquals(0.5, settings.optim().topP());
    assertEquals(new Settings.Cosine(0.2, 7), settings.optim().schedule());
    assertEquals("a=b, c", settings.name());
    assertEquals(7, settings.maxSteps());
    assertEquals(42, settings.seed());
    assertEquals(List.of(Path.of("x.jsonl"), Path.of("y,z.jsonl")), settings.data());
  }

  @Test
  void overridesOfListsMapsVariantsAndNulls() {
    Settings settings =
        config()
            .set("data=a.jsonl,b.jsonl")
            .set("lora.targets=[\"k\", v]")
            .set("weights={sft: 3}")
            .set("weights.rm=4")
            .set("optim.schedule=step")
            .set("optim.schedule.every=6")
            .set("reference=null")
            .set("extra.list=[1, x]")
            .set("stages=[{id: s, k: 2}]")
            .resolve()
            .value();
    assertEquals(List.of(Path.of("a.jsonl"), Path.of("b.jsonl")), settings.data());
    assertEquals(new Settings.Lora(16, List.of("k", "v")), settings.lora());
    assertEquals(Map.of("sft", 3.0, "rm", 4.0), settings.weights());
    assertEquals(new Settings.Step(6), settings.optim().schedule());
    assertNull(settings.reference());
    assertEquals(List.of(1L, "x"), settings.extra().get("list"));
    assertEquals(List.of(new Settings.Stage("s", 2)), settings.stages());
  }

  @Test
  void aVariantKeepsItsOwnValuesAndTakesTheDefaultsOfAnother() throws IOException {
    assertEquals(
        new Settings.Cosine(0.2, 8),
        yaml("optim: {schedule: {warmup-steps: 8}}").optim().schedule());
    assertEquals(
        new Settings.Cosine(0.2, 9),
        yaml("optim: {schedule: {type: cosine, warmup-steps: 9}}").optim().schedule());
    assertEquals(new Settings.Constant(), yaml("optim: {schedule: constant}").optim().schedule());
    Settings back =
        config().set("optim.schedule=constant").set("optim.schedule=cosine").resolve().value();
    assertEquals(new Settings.Cosine(0.1, 5), back.optim().schedule());
  }

  @Test
  void aHeadingWithoutKeysChangesNothing() throws IOException {
    assertEquals(Settings.defaults(), yaml("optim:\nweights:\n# stages: []\n"));
    assertEquals(Settings.defaults(), yaml(""));
    assertEquals(Settings.defaults(), yaml("# nothing\n"));
    assertEquals(Settings.defaults(), yaml("\ufeff# nothing\n"));
  }

  @Test
  void partialDefaultsLeaveTheRestRequired() throws IOException {
    StrictConfig<Settings.Optim> config =
        StrictConfig.of(Settings.Optim.class, Settings.TYPES)
            .defaults(new ObjectMapper().readTree("{\"top-p\": 0.5, \"schedule\": \"constant\"}"))
            .set("learning-rate=1");
    assertEquals(List.of("epsilon: missing, expected a number"), problems(config));
    assertEquals(
        new Settings.Optim(1, 0.25f, 0.5, new Settings.Constant()),
        config.set("epsilon=0.25").resolve().value());
  }

  @Test
  void theHomeFolder() {
    assertEquals(
        Path.of(System.getProperty("user.home"), "m"),
        config().set("model=~/m").resolve().value().model());
  }

  @Test
  void everyMistakeIsToldAtOnceWithItsPlace() throws IOException {
    Path file =
        file(
            """
            modle: x
            max-steps: many
            seed: 99999999999999999999
            shuffle: "true"
            dtype: float23
            optim:
              learning-rate: -1
              top-p: 7
              momentum: 0.9
              learning_rate: 1
            stages: [{id: s}]
            lora: 5
            data: {a: b}
            name: [x]
            """);
    assertEquals(
        List.of(
                "F:1:1: modle: unknown key; did you mean \"model\"?",
                "F:2:12: max-steps: is \"many\", expected a whole number",
                "F:3:7: seed: \"99999999999999999999\" is too large for the setting",
                "F:4:10: shuffle: is the text \"true\", expected true or false; remove the quotes",
                "F:5:8: dtype: is \"float23\", expected one of auto, float-32;"
                    + " did you mean \"float-32\"?",
                "F:9:3: optim.momentum: unknown key; expected one of learning-rate, epsilon, top-p,"
                    + " schedule",
                "F:10:3: optim.learning-rate: stands twice, as learning-rate and as learning_rate",
                "F:11:10: stages[0].k: missing, expected a whole number",
                "F:12:7: lora: is \"5\", expected a mapping",
                "F:13:7: data[0]: is a mapping, expected a path",
                "F:14:7: name: is a list, expected a text",
                "F:7:18: optim.learning-rate: -1.0 is out of range, expected > 0",
                "F:8:10: optim.top-p: 7.0 is out of range, expected above 0, at most 1",
                "--set max-stepz: max-stepz: unknown key; did you mean \"max-steps\"?",
                "--set foo: expected key=value, such as --set optim.learning-rate=1e-5")
            .stream()
            .sorted()
            .toList(),
        problems(config().file(file).set("max-stepz=1").set("foo")).stream()
            .map(line -> line.replace(file.toString(), "F"))
            .sorted()
            .toList());
  }

  @Test
  void anOptionIsBlamedByItsName() {
    assertEquals(
        List.of("--learning-rate: optim.learning-rate: is \"fast\", expected a number"),
        problems(config().option("--learning-rate", "optim.learning-rate", "fast")));
    assertEquals(
        List.of("--learning-rate: optim.learning-rate: 0.0 is out of range, expected > 0"),
        problems(config().option("--learning-rate", "optim.learning-rate", 0.0)));
  }

  @Test
  void aCheckAcrossKeysIsBlamedOnTheirMapping() throws IOException {
    Path file = file("name: x\noptim:\n  epsilon: 1\n");
    assertEquals(
        List.of(file + ":3:3: optim: epsilon above the learning rate"),
        problems(config().file(file)));
  }

  @Test
  void numbersAreStrict() {
    for (String bad : List.of("0x10", "1_000", "1e3", "1.0", "", " 1", "NaN", "2147483648")) {
      assertThrows(ConfigException.class, () -> config().set("max-steps=" + bad).resolve(), bad);
    }
    for (String bad : List.of("NaN", ".inf", "1e999", "1d", "0x1p3", "1,5", "-")) {
      assertThrows(
          ConfigException.class, () -> config().set("optim.learning-rate=" + bad).resolve(), bad);
    }
    assertEquals(
        1e-5, config().set("optim.learning-rate=1e-5").resolve().value().optim().learningRate());
  }

  @Test
  void variantsAreNamed() {
    assertEquals(
        List.of(
            "--set optim.schedule: optim.schedule.type: is \"cosin\", expected one of constant,"
                + " cosine, step; did you mean \"cosine\"?"),
        problems(config().set("optim.schedule=cosin")));
    assertEquals(
        List.of("--set optim.schedule: optim.schedule.every: missing, expected a whole number"),
        problems(config().set("optim.schedule=step")));
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    Path missing = folder.resolve("no.yaml");
    assertEquals(
        List.of(missing + ": no such file; check the name"), problems(config().file(missing)));
    assertEquals(
        List.of(folder + ": is a folder, expected a YAML file"), problems(config().file(folder)));
    Path latin =
        Files.write(folder.resolve("l.yaml"), new byte[] {'#', '\n', 'a', ':', ' ', (byte) 0xe4});
    assertEquals(
        List.of(latin + ":2:4: not UTF-8; convert the file to UTF-8"),
        problems(config().file(latin)));
    Path large = Files.write(folder.resolve("large.yaml"), new byte[YamlTree.MAX_BYTES + 1]);
    assertTrue(problems(config().file(large)).get(0).contains("larger than"));
  }

  @Test
  void aBugOfARecordIsNotTheUsersMistake() {
    assertThrows(
        NullPointerException.class, () -> StrictConfig.of(Buggy.class).set("text=x").resolve());
  }

  @Test
  void aTypeThatCannotBeBoundIsTheProgramsMistake() {
    assertThrows(
        IllegalArgumentException.class, () -> StrictConfig.of(Odd.class).set("when=now").resolve());
  }

  record Buggy(String text) {
    Buggy {
      throw new NullPointerException(text);
    }
  }

  record Odd(java.time.Instant when) {}

  private static StrictConfig<Settings> config() {
    return StrictConfig.of(Settings.class, Settings.TYPES).defaults(Settings.defaults());
  }

  private Settings yaml(String text) throws IOException {
    return config().file(file(text)).resolve().value();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("run.yaml"), text);
  }

  private static List<String> problems(StrictConfig<?> config) {
    ConfigException error = assertThrows(ConfigException.class, config::resolve);
    error
        .problems()
        .forEach(each -> assertTrue(String.valueOf(error.getMessage()).contains(each.toString())));
    return error.problems().stream().map(ConfigProblem::toString).toList();
  }
}
