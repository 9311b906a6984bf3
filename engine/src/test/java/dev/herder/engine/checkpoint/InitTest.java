package dev.herder.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.json.Refusal;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InitTest {
  private static final long ONE_FILE = CheckpointWriter.DEFAULT_SHARD_BYTES;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama-biases", "qwen2", "qwen3", "llama-score", "mistral"})
  void makesEveryTensorOfEveryArchitecture(String name) throws IOException {
    Path config = Goldens.checkpoint(name).resolve("config.json");
    Path out = folder.resolve("out");
    Init.run(config, out, 5, ONE_FILE);
    assertArrayEquals(Files.readAllBytes(config), Files.readAllBytes(out.resolve("config.json")));
    try (Checkpoint made = Checkpoint.open(out);
        Checkpoint like = Checkpoint.open(Goldens.checkpoint(name))) {
      assertEquals(like.names(), made.names());
      assertEquals(like.config(), made.config());
      for (String tensor : made.names()) {
        float[] values = MergeTest.read(made, tensor);
        if (tensor.endsWith("norm.weight")) {
          assertTrue(values[0] == 1 && values[values.length - 1] == 1, tensor);
        } else if (tensor.endsWith(".bias")) {
          assertTrue(values[0] == 0 && values[values.length - 1] == 0, tensor);
        } else {
          assertTrue(values[0] != 0 && values[0] != values[1], tensor);
          assertTrue(Math.abs(values[3]) < 0.15, tensor);
        }
      }
    }
  }

  @Test
  void dependsOnSeedAndNameAlone() throws IOException {
    Path config = Goldens.checkpoint("llama-tied").resolve("config.json");
    Init.run(config, folder.resolve("a"), 5, ONE_FILE);
    Init.run(config, folder.resolve("b"), 5, 2048);
    Init.run(config, folder.resolve("c"), 6, ONE_FILE);
    CheckpointWriterTest.assertSameValues(folder.resolve("a"), folder.resolve("b"));
    String query = TensorNames.weight(0, Projection.QUERY);
    String output = TensorNames.weight(0, Projection.OUTPUT);
    try (Checkpoint a = Checkpoint.open(folder.resolve("a"));
        Checkpoint c = Checkpoint.open(folder.resolve("c"))) {
      assertFalse(Arrays.equals(MergeTest.read(a, query), MergeTest.read(c, query)));
      assertFalse(Arrays.equals(MergeTest.read(a, query), MergeTest.read(a, output)));
    }
  }

  @Test
  void isNormalHoweverItIsCut() throws IOException {
    FloatSource source = Init.values("x.weight", 3, 2);
    float[] whole = new float[200_001];
    source.read(0, FloatBuffer.wrap(whole));
    float[] part = new float[1001];
    source.read(777, FloatBuffer.wrap(part));
    assertArrayEquals(Arrays.copyOfRange(whole, 777, 1778), part);
    double[] moments = new double[5];
    int beyond = 0;
    for (float value : whole) {
      double x = value / 2.0;
      for (int power = 1; power <= 4; power++) {
        moments[power] += Math.pow(x, power) / whole.length;
      }
      beyond += Math.abs(x) > 1.959964 ? 1 : 0;
    }
    // Five standard errors of each moment at this size.
    assertEquals(0, moments[1], 5 / Math.sqrt(2e5));
    assertEquals(1, moments[2], 5 * Math.sqrt(2 / 2e5));
    assertEquals(0, moments[3], 5 * Math.sqrt(15 / 2e5));
    assertEquals(3, moments[4], 5 * Math.sqrt(96 / 2e5));
    assertEquals(0.05, beyond / 200_001.0, 5 * Math.sqrt(0.05 * 0.95 / 2e5));
  }

  @Test
  void refusesWhatDoesNotFitTheDisk() throws IOException {
    ObjectNode config =
        (ObjectNode) Goldens.json(Goldens.checkpoint("llama-tied").resolve("config.json"));
    config.put("hidden_size", 1_000_000).put("intermediate_size", 1_000_000);
    config.put("num_hidden_layers", 4000).remove("head_dim");
    Path file = Files.writeString(folder.resolve("config.json"), config.toString());
    Refusal.of(() -> Init.run(file, folder.resolve("out"), 1, ONE_FILE));
    config.put("num_attention_heads", 1000).put("num_key_value_heads", 1000);
    Files.writeString(file, config.toString());
    Refusal.saying(
        () -> Init.run(file, folder.resolve("out"), 1, ONE_FILE), "are free on its disk");
    assertFalse(Files.exists(folder.resolve("out")));
  }
}
