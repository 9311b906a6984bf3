package dev.herder.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.json.Refusal;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MergeTest {
  private static final long ONE_FILE = CheckpointWriter.DEFAULT_SHARD_BYTES;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "plain, llama-tied, 4, 0",
    "rslora-all, qwen3, 14, 0.0078125",
    "score, llama-score, 4, 0",
  })
  void mergesAsPeftDoes(String adapter, String base, int targets, double relative)
      throws IOException {
    Path out = folder.resolve("out");
    Merge.Result result =
        Merge.run(Goldens.checkpoint(base), Goldens.adapter(adapter), out, ONE_FILE);
    assertEquals(targets, result.maxAbsDelta().size());
    double largest = 0;
    try (Checkpoint before = Checkpoint.open(Goldens.checkpoint(base));
        Checkpoint merged = Checkpoint.open(out);
        SafetensorsFile golden =
            SafetensorsFile.open(Goldens.adapter(adapter).resolve("merged.safetensors"))) {
      assertEquals(before.config(), merged.config());
      assertEquals(before.names(), merged.names());
      for (String name : before.names()) {
        float[] was = read(before, name);
        float[] is = read(merged, name);
        if (!golden.tensors().containsKey(name)) {
          assertEquals(before.bytes(name), merged.bytes(name), name);
          continue;
        }
        float[] expected = new float[is.length];
        golden.copyToFloat(name, 0, FloatBuffer.wrap(expected));
        boolean rounded = merged.info(name).dtype() != Dtype.F32;
        double delta = 0;
        for (int i = 0; i < is.length; i++) {
          // Peft rounds its float32 product and sum; a stored bfloat16 is at most half a step off.
          double tolerance = 2e-7 + (rounded ? relative * Math.abs(expected[i]) / 2 : 0);
          assertEquals(expected[i], is[i], tolerance, name + " " + i);
          delta = Math.max(delta, Math.abs(expected[i] - was[i]));
        }
        if (result.maxAbsDelta().containsKey(name)) {
          double reported = result.maxAbsDelta().getOrDefault(name, 0.0);
          assertEquals(delta, reported, 1e-6, name);
          largest = Math.max(largest, reported);
        }
      }
    }
    assertEquals(largest, result.largest());
    assertTrue(largest > 0.05);
  }

  @Test
  void roundsOnceFromDoublePrecision() throws IOException {
    Path out = folder.resolve("out");
    Merge.run(Goldens.checkpoint("llama-tied"), Goldens.adapter("plain"), out, ONE_FILE);
    LoraTarget target = new LoraTarget(1, Projection.VALUE);
    try (Checkpoint base = Checkpoint.open(Goldens.checkpoint("llama-tied"));
        Checkpoint merged = Checkpoint.open(out);
        PeftAdapter adapter = PeftAdapter.open(Goldens.adapter("plain"), base.config())) {
      float[] a = adapter.read(target, LoraMatrix.A);
      float[] b = adapter.read(target, LoraMatrix.B);
      float[] was = read(base, target.weight());
      float[] is = read(merged, target.weight());
      for (int i = 0; i < is.length; i++) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += (double) b[i / 16 * 3 + k] * a[k * 16 + i % 16];
        }
        assertEquals((float) (was[i] + 5.0 / 3 * sum), is[i]);
      }
    }
  }

  @Test
  void countsChangesThatTheDtypeLoses() throws IOException {
    Path adapter = folder.resolve("adapter");
    try (Checkpoint base = Checkpoint.open(Goldens.checkpoint("mistral"))) {
      PeftAdapterWriter.write(
          adapter,
          base.layout(),
          new LoraConfig(1, 1, EnumSet.of(Projection.GATE), false, 0),
          (target, matrix) ->
              FloatSource.constant(matrix == LoraMatrix.A ? 1 : target.layer() == 0 ? 1e-9f : 10f),
          Optional.empty(),
          Dtype.F32);
    }
    Path out = folder.resolve("out");
    Merge.Result result = Merge.run(Goldens.checkpoint("mistral"), adapter, out, 2048);
    assertEquals(2 * 16 * 24, result.weights());
    assertEquals(16 * 24, result.lost());
    assertEquals(10, result.largest());
    assertEquals(
        List.of("model.layers.0.mlp.gate_proj.weight", "model.layers.1.mlp.gate_proj.weight"),
        List.copyOf(result.maxAbsDelta().keySet()));
  }

  @Test
  void anAdaptersScoreHeadMakesAScoringModel() throws IOException {
    Path adapter = folder.resolve("adapter");
    try (Checkpoint base = Checkpoint.open(Goldens.checkpoint("llama-tied"))) {
      PeftAdapterWriter.write(
          adapter,
          base.layout().withHead(new Head.Score(2)),
          new LoraConfig(1, 1, EnumSet.of(Projection.GATE), false, 0),
          (target, matrix) -> FloatSource.constant(0.25f),
          Optional.of(FloatSource.constant(0.75f)),
          Dtype.BF16);
    }
    Path out = folder.resolve("out");
    Merge.run(Goldens.checkpoint("llama-tied"), adapter, out, ONE_FILE);
    try (Checkpoint merged = Checkpoint.open(out)) {
      assertEquals(new Head.Score(2), merged.head());
      assertEquals(0.75f, read(merged, TensorNames.SCORE_HEAD)[31]);
    }
  }

  @Test
  void refusesToWriteOverItsInputsAndMismatches() {
    Path base = Goldens.checkpoint("llama-tied");
    Path adapter = Goldens.adapter("plain");
    Refusal.saying(() -> Merge.run(base, adapter, base, ONE_FILE), "is an input");
    Refusal.saying(() -> Merge.run(base, adapter, adapter, ONE_FILE), "is an input");
    Path out = folder.resolve("out");
    Path other = Goldens.checkpoint("mistral");
    Refusal.saying(() -> Merge.run(other, adapter, out, ONE_FILE), "of another shape");
    assertTrue(!out.toFile().exists());
  }

  static float[] read(Checkpoint checkpoint, String name) throws IOException {
    float[] values = new float[(int) checkpoint.info(name).elements()];
    checkpoint.copyToFloat(name, 0, FloatBuffer.wrap(values));
    return values;
  }
}
