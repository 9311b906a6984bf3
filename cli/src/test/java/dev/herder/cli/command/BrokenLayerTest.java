package dev.herder.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.cli.HerderRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model with one broken layer is found by the rewards of its answers, not by its accuracy. */
final class BrokenLayerTest {
  private static final Path TRAINING =
      Path.of("../engine/src/test/resources/golden/model/training");
  private static final int PROMPTS = 60;

  @TempDir Path folder;

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private HerderRun herder(String... arguments) {
    List<String> line = new ArrayList<>(Arrays.asList(arguments));
    line.addAll(List.of("--json", "--quiet"));
    HerderRun run = HerderRun.herder(folder, line.toArray(String[]::new));
    assertEquals(0, run.exit(), run.err());
    return run;
  }

  /** The model with the sign of a layer's weights turned, as a wrong scale would. */
  private Path broken() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("broken"));
    try (Stream<Path> files = Files.list(TRAINING.resolve("base"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(String.valueOf(file.getFileName())));
      }
    }
    Path weights = copy.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    int head = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    JsonNode tensor =
        new ObjectMapper()
            .readTree(new String(bytes, 8, head, StandardCharsets.UTF_8))
            .path("model.layers.1.mlp.down_proj.weight");
    assertEquals("F32", tensor.path("dtype").asText());
    int from = 8 + head + tensor.path("data_offsets").path(0).asInt();
    int to = 8 + head + tensor.path("data_offsets").path(1).asInt();
    for (int i = from + 3; i < to; i += 4) {
      bytes[i] ^= (byte) 0x80;
    }
    Files.write(weights, bytes);
    return copy;
  }

  private void answers(Path model, String name, String seed) {
    herder(
        "generate",
        "--model",
        model.toString(),
        "--prompts",
        path("prompts.jsonl"),
        "--out",
        path(name + ".jsonl"),
        "--n",
        "2",
        "--temperature",
        "0.7",
        "--max-new-tokens",
        "10",
        "--dtype",
        "float32",
        "--seed",
        seed);
    herder(
        "score",
        "--model",
        path("reward"),
        "--data",
        path(name + ".jsonl"),
        "--out",
        path(name + ".scored.jsonl"),
        "--dtype",
        "float32");
  }

  private JsonNode compared(String first, String second) throws IOException {
    return new ObjectMapper()
        .readTree(
            herder(
                    "eval",
                    "--compare-scores",
                    path(first + ".scored.jsonl"),
                    path(second + ".scored.jsonl"),
                    "--out",
                    path(first + second))
                .out());
  }

  private double accuracy(String name) throws IOException {
    String verdicts = name + ".verdicts.jsonl";
    HerderRun run =
        herder(
            "score",
            "--verifier",
            "gsm8k",
            "--data",
            path(name + ".jsonl"),
            "--out",
            path(verdicts));
    return new ObjectMapper().readTree(run.out()).path("mean_score").asDouble();
  }

  @Test
  void theRewardsTellItApart() throws IOException {
    StringBuilder prompts = new StringBuilder();
    for (int i = 0; i < PROMPTS; i++) {
      prompts.append(
          "{\"prompt\":[{\"role\":\"user\",\"content\":\"What is %d + %d?\"}],\"answer\":\"%d\"}%n"
              .formatted(i, 3 * i, 4 * i + 100_000));
    }
    Files.writeString(folder.resolve("prompts.jsonl"), prompts);
    herder(
        "reward",
        "--model",
        TRAINING.resolve("base").toString(),
        "--data",
        TRAINING.resolve("preference.jsonl").toString(),
        "--score-head",
        TRAINING.resolve("reward-head.safetensors").toString(),
        "--max-steps",
        "1",
        "--out",
        path("reward"),
        "--dtype",
        "float32");
    answers(TRAINING.resolve("base"), "whole", "1");
    answers(TRAINING.resolve("base"), "other", "2");
    answers(broken(), "broken", "2");

    JsonNode same = compared("whole", "other");
    JsonNode different = compared("whole", "broken");

    assertEquals(0, accuracy("whole"));
    assertEquals(0, accuracy("broken"));
    assertFalse(same.path("different").asBoolean(), same.path("verdict").asText());
    assertTrue(different.path("different").asBoolean(), different.path("verdict").asText());
    assertTrue(Files.exists(folder.resolve("wholebroken/report.html")));
  }
}
