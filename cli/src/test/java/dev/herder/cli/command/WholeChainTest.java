package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.cli.HerderRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command on a tiny model, each on what the one before wrote; the engine is the real one.
 *
 * <p>The model has the tokenizer of the quickstart and random weights of the smallest shape.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class WholeChainTest {
  private static final Path QUICKSTART = Path.of("..", "examples", "quickstart");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Static, since it is for all tests together. */
  @TempDir static Path folder;

  private Path path(String name) {
    return folder.resolve(name);
  }

  private JsonNode run(String... line) throws IOException {
    HerderRun run = herder(line);
    assertEquals(0, run.exit(), String.join(" ", line) + "\n" + run.err());
    assertEquals(1, run.out().lines().count(), run.out());
    return JSON.readTree(run.out());
  }

  private HerderRun herder(String... line) {
    List<String> arguments = new ArrayList<>();
    for (String argument : line) {
      arguments.add(argument.startsWith("@") ? path(argument.substring(1)).toString() : argument);
    }
    arguments.add("--json");
    return HerderRun.herder(folder, arguments.toArray(String[]::new));
  }

  private List<JsonNode> rows(String name) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(path(name))) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }

  @Test
  @Order(1)
  void initMakesAModel() throws IOException {
    Path shape = Files.createDirectory(path("shape"));
    for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(QUICKSTART.resolve("model").resolve(file), shape.resolve(file));
    }
    String config = Files.readString(QUICKSTART.resolve("model/config.json"));
    Files.writeString(
        shape.resolve("config.json"),
        config
            .replace("\"hidden_size\" : 96", "\"hidden_size\" : 32")
            .replace("\"intermediate_size\" : 256", "\"intermediate_size\" : 64")
            .replace("\"num_hidden_layers\" : 3", "\"num_hidden_layers\" : 1")
            .replace("\"num_attention_heads\" : 6", "\"num_attention_heads\" : 4")
            .replace("bfloat16", "float32"));
    HerderRun run =
        HerderRun.herder(
            folder,
            "init",
            "--config",
            shape.resolve("config.json").toString(),
            "--out",
            path("base").toString());
    assertEquals(0, run.exit(), run.err());
    assertTrue(Files.size(path("base/model.safetensors")) > 10_000);

    List<String> seed = Files.readAllLines(QUICKSTART.resolve("seed.jsonl")).subList(0, 12);
    Files.write(path("train.jsonl"), seed);
    List<String> prompts = Files.readAllLines(QUICKSTART.resolve("prompts.jsonl")).subList(0, 3);
    Files.write(path("prompts.jsonl"), prompts);
  }

  @Test
  @Order(2)
  void sftTrains() throws IOException {
    JsonNode result =
        run(
            "sft",
            "--model",
            "@base",
            "--data",
            "@train.jsonl",
            "--out",
            "@tuned",
            "--max-steps",
            "4",
            "--batch_size",
            "4",
            "--learning-rate",
            "0.01",
            "--lr_scheduler_type",
            "constant_with_warmup",
            "--set",
            "warmup_ratio=0",
            "--set",
            "weight-decay=0",
            "--dtype",
            "float32");
    assertEquals(12, result.path("rows").asInt());
    assertEquals(4, result.path("steps").asInt());
    assertTrue(Files.exists(path("tuned/model.safetensors")));
  }

  @Test
  @Order(3)
  void generateWritesAnswersAndHowTheyWereDrawn() throws IOException {
    String[] line = {
      "generate",
      "--model",
      "@tuned",
      "--prompts",
      "@prompts.jsonl",
      "--out",
      "@answers.jsonl",
      "--n",
      "4",
      "--max-new-tokens",
      "6",
      "--temperature",
      "1"
    };
    JsonNode result = run(line);
    assertEquals("finished", result.path("status").asText());
    assertEquals(12, result.path("rows").asInt());
    assertEquals(12, rows("answers.jsonl").size());
    JsonNode manifest = JSON.readTree(path("answers.jsonl.manifest.json").toFile());
    assertTrue(manifest.path("complete").asBoolean());
    assertEquals(12, manifest.path("rows").asInt());
    assertEquals(1, manifest.path("draw").path("temperature").asDouble());
    assertEquals(6, manifest.path("draw").path("max-new-tokens").asInt());
    assertEquals(64, manifest.path("draw").path("model").asText().length());
    byte[] before = Files.readAllBytes(path("answers.jsonl"));

    JsonNode again = run(line);
    assertEquals(12, again.path("rows").asInt());
    assertEquals(0, again.path("tokens").asInt());
    assertArrayEquals(before, Files.readAllBytes(path("answers.jsonl")));

    line[line.length - 1] = "0.5";
    HerderRun other = herder(line);
    assertEquals(2, other.exit());
    assertTrue(other.err().contains("temperature was 1.0 and is now 0.5"), other.err());
    assertArrayEquals(before, Files.readAllBytes(path("answers.jsonl")));
    String[] forced = Arrays.copyOf(line, line.length + 1);
    forced[line.length] = "--overwrite";
    assertEquals(12, run(forced).path("rows").asInt());

    Files.delete(path("answers.jsonl.manifest.json"));
    HerderRun unknown = herder(line);
    assertEquals(2, unknown.exit());
    assertTrue(unknown.err().contains("says how it was drawn"), unknown.err());
  }

  @Test
  @Order(4)
  void rejectionSamplingMakesRows() throws IOException {
    JsonNode result =
        run(
            "rejection-sample",
            "--model",
            "@tuned",
            "--verifier",
            "regex:[0-9]",
            "--prompts",
            "@prompts.jsonl",
            "--out",
            "@best",
            "--k",
            "8",
            "--max-new-tokens",
            "8",
            "--temperature",
            "1");
    assertTrue(result.path("complete").asBoolean());
    assertEquals(24, rows("best/candidates.jsonl").size());
    assertTrue(Files.exists(path("best/preference.jsonl")));
  }

  @Test
  @Order(5)
  void dpoTrainsAnAdapterWhichMerges() throws IOException {
    Files.writeString(
        path("pairs.jsonl"),
        """
        {"prompt":[{"role":"user","content":"1+1="}],"chosen":[{"role":"assistant","content":"#### 2"}],"rejected":[{"role":"assistant","content":"#### 11"}]}
        {"prompt":[{"role":"user","content":"2+2="}],"chosen":[{"role":"assistant","content":"#### 4"}],"rejected":[{"role":"assistant","content":"22"}]}
        """);
    JsonNode result =
        run(
            "dpo",
            "--model",
            "@tuned",
            "--data",
            "@pairs.jsonl",
            "--out",
            "@adapter",
            "--max-steps",
            "2",
            "--batch-size",
            "2",
            "--lora-r",
            "4",
            "--learning-rate",
            "0.01",
            "--dtype",
            "float32");
    assertEquals(2, result.path("rows").asInt());
    assertTrue(Files.exists(path("adapter/adapter_config.json")));
    run("merge", "@tuned", "@adapter", "--out", "@merged");
    assertTrue(Files.exists(path("merged/model.safetensors")));
    run("average", "@tuned", "@merged", "--out", "@averaged");
    assertTrue(Files.exists(path("averaged/model.safetensors")));
  }

  @Test
  @Order(6)
  void logprobsNameTheirFigures() throws IOException {
    Files.writeString(
        path("scored.jsonl"),
        Files.readString(path("pairs.jsonl"))
            + """
            {"prompt":[{"role":"user","content":"1+1="}],"completion":[{"role":"assistant","content":"#### 2"}]}
            """);
    for (String model : List.of("@merged", "@adapter")) {
      run(
          "logprobs",
          "--model",
          model,
          "--data",
          "@scored.jsonl",
          "--out",
          "@logprobs-" + model.substring(1) + ".jsonl",
          "--dtype",
          "float32");
    }
    List<JsonNode> rows = rows("logprobs-merged.jsonl");
    assertEquals(3, rows.size());
    JsonNode chosen = rows.get(0).path("chosen");
    assertEquals(List.of("chosen", "rejected"), List.copyOf(names(rows.get(0))));
    assertEquals(List.of("sum", "mean", "tokens"), List.copyOf(names(chosen)));
    assertEquals(7, chosen.path("tokens").asInt(), "#### 2 and the end of the turn");
    assertEquals(chosen.path("sum").asDouble(), 7 * chosen.path("mean").asDouble(), 1e-6);
    assertEquals(
        chosen.path("sum").asDouble(), rows.get(2).path("sum").asDouble(), 1e-4, "the same answer");
    JsonNode adapted = rows("logprobs-adapter.jsonl").get(0).path("chosen");
    assertEquals(chosen.path("sum").asDouble(), adapted.path("sum").asDouble(), 1e-3);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  @Order(7)
  void dataIsRenderedShownAndCounted() throws IOException {
    JsonNode rendered =
        run(
            "data",
            "render",
            "--data",
            "@train.jsonl",
            "--model",
            "@tuned",
            "--out",
            "@texts.jsonl");
    assertEquals(0, rendered.path("failed").asInt());
    assertEquals(
        "<|user|>24+20=<|end|><|assistant|>#### 44<|end|>",
        rows("texts.jsonl").get(0).path("text").asText());

    JsonNode mask = run("data", "show-mask", "--data", "@train.jsonl", "--model", "@tuned");
    assertEquals(3, mask.path("shown").size());
    JsonNode row = mask.path("shown").get(0);
    assertEquals(row.path("ids").size(), row.path("mask").size());
    assertEquals(8, row.path("supervised").asInt());

    JsonNode stats = run("data", "stats", "@train.jsonl", "--model", "@tuned");
    assertEquals(12, stats.path("rows").asInt());
    assertEquals(12, stats.path("roles").path("assistant").asInt());
    assertTrue(stats.path("supervised_share").asDouble() > 0.3);
  }

  @Test
  @Order(8)
  void chatAnswersPipedLines() {
    HerderRun run =
        HerderRun.typed(
            folder,
            "1+1=\n/reset\n<|end|>2+2=\n" + "9".repeat(300) + "\n",
            "chat",
            "--model",
            path("tuned").toString(),
            "--max-new-tokens",
            "5",
            "--temperature",
            "0");
    // The last line is too long, which a script learns by the exit code.
    assertEquals(1, run.exit(), run.err());
    assertEquals(2, run.out().lines().count(), run.out());
    assertTrue(run.err().contains("the model reads at most 256: "), run.err());
  }

  @Test
  @Order(9)
  void chatTakesInterruptsAndLeavesTerminationAlone() {
    Map<String, Runnable> handlers = new HashMap<>();
    HerderRun run =
        HerderRun.herder(folder, handlers::put, "chat", "--model", path("tuned").toString());
    assertEquals(0, run.exit(), run.err());
    assertEquals("", run.out());
    assertEquals(Set.of("INT"), handlers.keySet());
  }
}
