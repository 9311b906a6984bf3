package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.herder.engine.architecture.ParameterLayout;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.model.Decoding;
import dev.herder.engine.model.LogProbGradient;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models against transformers in float32. */
final class GoldenModelTest {
  private static final Machine.Wish WISH = new Machine.Wish("cpu", "float32", 2, 0);
  private static final float TOLERANCE = 1e-4f;

  private static List<String> models() throws IOException {
    return GoldenFile.models();
  }

  private static List<String> modelsWithGradients() throws IOException {
    return GoldenFile.models().stream()
        .filter(name -> !name.endsWith("-bf16") && !name.contains("-f16-"))
        .toList();
  }

  @Test
  void noModelIsLeftOut() throws IOException {
    assertEquals(11, models().size());
    assertEquals(9, modelsWithGradients().size());
  }

  @ParameterizedTest
  @MethodSource("models")
  void logProbabilitiesAreThoseOfTransformers(String name) throws IOException {
    try (GoldenFile golden = new GoldenFile(name);
        CausalLm model =
            CausalLm.open(GoldenFile.ROOT.resolve(name), CausalLm.Options.inference(WISH))) {
      float[] actual = model.network().logProbs(golden.wholeBatch()).logProbs();
      float[] expected = golden.logProbs();
      assertTrue(expected.length >= 20, expected.length + " log-probabilities");
      assertArrayEquals(expected, actual, TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void logitsAreThoseOfTransformers(String name) throws IOException {
    try (GoldenFile golden = new GoldenFile(name);
        CausalLm model =
            CausalLm.open(GoldenFile.ROOT.resolve(name), CausalLm.Options.inference(WISH));
        Decoding decoding = new Decoding(model.network(), 16);
        NDManager scope = model.session().manager().newSubManager()) {
      PackedBatch batch = golden.wholeBatch();
      decoding.reserve(batch.tokens() / 16 + 1, 0);
      int[] rows = IntStream.range(0, batch.tokens()).toArray();
      List<NDArray> states = decoding.prefill(scope, batch, rows, rows, true);
      float[] all = decoding.logits(scope, NDArrays.concat(new NDList(states))).toFloatArray();
      int at = 0;
      for (int s = 0; s < golden.sequences(); s++) {
        float[] expected = golden.floats("logits." + s);
        float[] actual = Arrays.copyOfRange(all, at, at + expected.length);
        assertArrayEquals(expected, actual, TOLERANCE, "sequence " + s);
        at += expected.length;
      }
      assertEquals(all.length, at);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-bias", "qwen3", "llama3-rope"})
  void theBlockForDjlHasTheSameLogits(String name) throws IOException {
    try (GoldenFile golden = new GoldenFile(name);
        CausalLm model =
            CausalLm.open(GoldenFile.ROOT.resolve(name), CausalLm.Options.inference(WISH));
        NDManager scope = model.session().manager().newSubManager()) {
      LlamaBlock block = new LlamaBlock(model.config(), model.session().kernels());
      block.load(scope, model);
      for (int s = 0; s < golden.sequences(); s++) {
        NDArray ids = scope.create(new int[][] {golden.ids(s)});
        NDArray logits =
            block
                .forward(new ParameterStore(scope, false), new NDList(ids), false)
                .singletonOrThrow();
        assertArrayEquals(golden.floats("logits." + s), logits.toFloatArray(), TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("modelsWithGradients")
  void gradientsAreThoseOfTransformers(String name) throws IOException {
    for (boolean recompute : new boolean[] {false, true}) {
      CausalLm.Options options = new CausalLm.Options(WISH, Machine.Use.FULL, null, recompute);
      try (GoldenFile golden = new GoldenFile(name);
          CausalLm model = CausalLm.open(GoldenFile.ROOT.resolve(name), options)) {
        assertEquals(3, golden.sequences());
        PackedBatch batch = golden.supervisedBatch();
        float[] down = new float[batch.targets()];
        Arrays.fill(down, -1);
        double loss = 0;
        for (float p :
            model.network().forwardBackward(batch, LogProbGradient.constant(down)).logProbs()) {
          loss -= p;
        }
        float expectedLoss = golden.floats("loss")[0];
        assertEquals(expectedLoss, loss, 1e-5 * expectedLoss);
        float[] matrices = model.trainable().get(0).gradients().toFloatArray();
        float[] vectors = model.trainable().get(1).gradients().toFloatArray();
        List<String> names = golden.gradients();
        for (String parameter : names) {
          ParameterLayout.Slot slot = model.weights().layout().slot(parameter);
          float[] flat = slot.matrix() ? matrices : vectors;
          int begin = (int) slot.offset();
          float[] actual = Arrays.copyOfRange(flat, begin, begin + (int) slot.size());
          GoldenGradients.assertClose(parameter, golden.floats("grad." + parameter), actual);
        }
        assertEquals(model.weights().layout().slots().keySet().size(), names.size());
      }
    }
  }
}
