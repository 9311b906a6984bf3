package dev.herder.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResolvedConfigTest {
  @TempDir Path folder;

  @Test
  void everyValueSaysWhereItCameFrom() throws IOException {
    Path file = Files.writeString(folder.resolve("run.yaml"), "seed: 7\noptim:\n  top-p: 0.5\n");
    String text =
        config()
            .file(file)
            .set("optim.learning-rate=2e-4")
            .option("--name", "name", "yes")
            .set("lora.rank=4")
            .resolve()
            .print();
    assertEquals(
        """
        model: /models/tiny  # default
        data:  # default
          - /data/a.jsonl  # default
        name: "yes"  # --name
        shuffle: true  # default
        max-steps: 100  # default
        seed: 7  # FILE:1
        dtype: auto  # default
        optim:
          learning-rate: 2.0e-4  # --set optim.learning-rate
          epsilon: 1.0e-8  # default
          top-p: 0.5  # FILE:3
          schedule:
            type: cosine  # default
            min-ratio: 0.2  # default
            warmup-steps: 7  # default
        weights:
          sft: 1.5  # default
        reference: null  # default
        lora:
          rank: 4  # --set lora.rank
          targets:  # default
            - q  # default
            - v  # default
        stages:  # default
          -
            id: one  # default
            k: 4  # default
        extra: {}  # default
        """
            .replace("FILE", file.toString()),
        text);
  }

  @Test
  void whatIsPrintedReadsBack() throws IOException {
    Map<String, Object> extra = new LinkedHashMap<>();
    extra.put("a b: c", List.of("1", 1L, 2.5, true, "true", Map.of("x", "")));
    extra.put("null", "null");
    extra.put("text", "zwei\nZeilen \"und\" \\ # 한국 😀 \u0000 \u2028 \t ~");
    Settings odd =
        new Settings(
            Path.of("/models/with space: # odd"),
            List.of(),
            " leading, - and: 'quotes'",
            false,
            Integer.MIN_VALUE,
            Long.MAX_VALUE,
            Settings.Dtype.FLOAT_32,
            new Settings.Optim(Double.MIN_VALUE, Float.MIN_VALUE * -1, 1, new Settings.Constant()),
            Map.of("2024-01-01", 1e300, "sft", 0.0),
            Path.of("/null"),
            new Settings.Lora(1, List.of("null", "", "~", "1", "a,b", "[x]")),
            List.of(new Settings.Stage("", 1), new Settings.Stage("-", 2)),
            extra);
    ResolvedConfig<Settings> resolved =
        StrictConfig.of(Settings.class, Settings.TYPES).defaults(odd).resolve();
    assertEquals(odd, resolved.value());
    Path file = Files.writeString(folder.resolve("printed.yaml"), resolved.print());
    assertEquals(odd, config().file(file).resolve().value());
  }

  @Test
  void relativePathsArePrintedInFull() throws IOException {
    ResolvedConfig<Settings> resolved = config().set("model=a/../b").resolve();
    assertEquals(Path.of("a/../b"), resolved.value().model());
    Path file = Files.writeString(folder.resolve("printed.yaml"), resolved.print());
    assertEquals(Path.of("b").toAbsolutePath(), config().file(file).resolve().value().model());
  }

  @Test
  void asJson() throws IOException {
    assertEquals(
        new ObjectMapper()
            .readTree(
                """
                {"model": "/models/tiny", "data": ["/data/a.jsonl"], "name": "a run",
                 "shuffle": true, "max-steps": 100, "seed": 42, "dtype": "auto",
                 "optim": {"learning-rate": 1e-5, "epsilon": 1e-8, "top-p": 0.9,
                   "schedule": {"type": "cosine", "min-ratio": 0.2, "warmup-steps": 7}},
                 "weights": {"sft": 1.5}, "reference": null, "lora": null,
                 "stages": [{"id": "one", "k": 4}], "extra": {}}
                """)
            .toString(),
        config().resolve().json().toString());
  }

  @Test
  void theIdentityHasNoPaths() {
    ResolvedConfig<Settings> one = config().set("model=a").set("data=b,c").resolve();
    ResolvedConfig<Settings> two = config().set("model=x").set("reference=y").resolve();
    assertEquals(one.identity().get("data").toString(), "[]");
    assertEquals(false, one.identity().has("model"));
    assertEquals(withoutReference(one.identity()), withoutReference(two.identity()));
  }

  private static String withoutReference(com.fasterxml.jackson.databind.JsonNode json) {
    return json.toString().replace("\"reference\":null,", "");
  }

  private static StrictConfig<Settings> config() {
    return StrictConfig.of(Settings.class, Settings.TYPES).defaults(Settings.defaults());
  }
}
