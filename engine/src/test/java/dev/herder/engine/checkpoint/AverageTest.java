package dev.herder.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.json.Refusal;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AverageTest {
  private static final long ONE_FILE = CheckpointWriter.DEFAULT_SHARD_BYTES;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama-tied", "llama-sharded", "llama-biases", "llama-score"})
  void equalModelsKeepTheirBits(String name) throws IOException {
    Path model = Goldens.checkpoint(name);
    Path out = folder.resolve("out");
    Average.run(List.of(model, model, model), List.of(), out, ONE_FILE);
    CheckpointWriterTest.assertSameValues(model, out);
    Average.run(List.of(model, model, model), List.of(0.1, 0.7, 3.3), out, ONE_FILE);
    CheckpointWriterTest.assertSameValues(model, out);
  }

  @Test
  void negativeZerosKeepTheirSign() throws IOException {
    Path model = folder.resolve("zeros");
    try (Checkpoint source = Checkpoint.open(Goldens.checkpoint("llama-tied"))) {
      CheckpointWriter.write(
          model,
          source.layout(),
          name -> new NewTensor.Content.Floats(FloatSource.constant(-0f)),
          ONE_FILE);
    }
    Path out = folder.resolve("out");
    Average.run(List.of(model, model), List.of(), out, ONE_FILE);
    CheckpointWriterTest.assertSameValues(model, out);
  }

  @Test
  void isTheWeightedMeanInDoublePrecision() throws IOException {
    List<Path> models = List.of(random("a", 1), random("b", 2), random("c", 3));
    Path out = folder.resolve("out");
    Average.run(models, List.of(1.0, 2.0, 5.0), out, 2048);
    try (Checkpoint a = Checkpoint.open(models.get(0));
        Checkpoint b = Checkpoint.open(models.get(1));
        Checkpoint c = Checkpoint.open(models.get(2));
        Checkpoint mean = Checkpoint.open(out)) {
      for (String name : mean.names()) {
        float[] x = MergeTest.read(a, name);
        float[] y = MergeTest.read(b, name);
        float[] z = MergeTest.read(c, name);
        float[] found = MergeTest.read(mean, name);
        for (int i = 0; i < found.length; i++) {
          double expected = (x[i] + 2.0 * y[i] + 5.0 * z[i]) / 8;
          assertEquals((float) expected, found[i], Math.ulp(found[i]), name);
        }
      }
    }
  }

  @Test
  void listsHowModelsDiffer() throws IOException {
    Path model = Goldens.checkpoint("llama-tied");
    Path out = folder.resolve("out");
    Path other = Goldens.copy(model, folder.resolve("other"));
    ObjectNode config = (ObjectNode) Goldens.json(other.resolve("config.json"));
    config.put("rms_norm_eps", 0.25).put("eos_token_id", 9);
    Files.writeString(other.resolve("config.json"), config.toString());
    Refusal.saying(
        () -> Average.run(List.of(model, model, other), List.of(), out, ONE_FILE),
        "2 that differ (rmsNormEps is 0.25 in " + other + " but 1.0E-6",
        "eosTokenIds is [9]");
    Refusal.saying(
        () -> Average.run(List.of(model, Goldens.checkpoint("qwen3")), List.of(), out, ONE_FILE),
        "modelType is qwen3");
    assertFalse(Files.exists(out));
  }

  @Test
  void refusesWeightsThatMakeNoMean() {
    Path model = Goldens.checkpoint("llama-tied");
    Path out = folder.resolve("out");
    List<Path> two = List.of(model, model);
    Refusal.saying(() -> Average.run(List.of(), List.of(), out, ONE_FILE), "models to average: 0");
    Refusal.saying(() -> Average.run(two, List.of(1.0), out, ONE_FILE), "one weight per model");
    Refusal.saying(() -> Average.run(two, List.of(1.0, -1.0), out, ONE_FILE), "weight 2 is -1.0");
    Refusal.saying(() -> Average.run(two, List.of(Double.NaN, 1.0), out, ONE_FILE), "weight 1");
    Refusal.saying(() -> Average.run(two, List.of(0.0, 0.0), out, ONE_FILE), "add up to 0.0");
    Refusal.saying(() -> Average.run(two, List.of(), model, ONE_FILE), "is an input");
  }

  @Test
  void refusesValuesThatAreNotFinite() throws IOException {
    Path model = folder.resolve("broken");
    try (Checkpoint source = Checkpoint.open(Goldens.checkpoint("llama-tied"))) {
      float[] norm = MergeTest.read(source, TensorNames.FINAL_NORM);
      norm[11] = Float.NaN;
      CheckpointWriter.write(
          model,
          source.layout(),
          name ->
              name.equals(TensorNames.FINAL_NORM)
                  ? new NewTensor.Content.Floats(FloatSource.of(FloatBuffer.wrap(norm)))
                  : Merge.unchanged(source, name),
          ONE_FILE);
    }
    Path out = folder.resolve("out");
    Refusal.saying(
        () ->
            Average.run(List.of(Goldens.checkpoint("llama-tied"), model), List.of(), out, ONE_FILE),
        model + ": model.norm.weight holds NaN at element 11");
    assertEquals(List.of("broken"), Goldens.names(folder));
  }

  private Path random(String name, long seed) throws IOException {
    Path out = folder.resolve(name);
    Init.run(Goldens.checkpoint("llama-tied").resolve("config.json"), out, seed, ONE_FILE);
    return out;
  }
}
