package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.checkpoint.SafetensorsFile;
import dev.herder.engine.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Weights that nothing changes lie in memory once, in the dtype of the products, and are the same
 * numbers as those that a float32 copy is rounded to.
 */
final class FrozenWeightsTest {
  private static final Machine.Wish WISH = new Machine.Wish("cpu", "bfloat16", 2, 0);

  @TempDir Path temporary;

  private static float[] logProbs(Path model, CausalLm.Options options, GoldenFile golden)
      throws IOException {
    try (CausalLm open = CausalLm.open(model, options)) {
      return open.network().logProbs(golden.wholeBatch()).logProbs();
    }
  }

  private static double meanDistance(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs(one[i] - other[i]);
    }
    return sum / one.length;
  }

  private static void assertSame(Path model, String goldens) throws IOException {
    try (GoldenFile golden = new GoldenFile(goldens)) {
      float[] frozen = logProbs(model, CausalLm.Options.inference(WISH), golden);
      float[] both = logProbs(model, CausalLm.Options.values(WISH), golden);
      assertArrayEquals(both, frozen, 0);
      double distance = meanDistance(golden.logProbs(), frozen);
      assertTrue(distance > 0 && distance < 0.1, "mean distance from float32 " + distance);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-bias", "qwen3", "llama-gqa-tied"})
  void loadedOnceTheyAreWhatACopyIsRoundedTo(String name) throws IOException {
    assertSame(GoldenFile.ROOT.resolve(name), name);
  }

  @Test
  void anAdapterIsMergedBeforeTheyAreRounded() throws IOException {
    assertSame(GoldenAdapterTest.onCopyOfBase(temporary), "lora");
  }

  @Test
  void theyCannotBeReadOrSavedAndTheReasonSaysHow() throws IOException {
    Path source = GoldenFile.ROOT.resolve("llama-bias");
    Path saved = temporary.resolve("saved");
    try (CausalLm frozen = CausalLm.open(source, CausalLm.Options.inference(WISH))) {
      IllegalStateException failure =
          assertThrows(IllegalStateException.class, () -> frozen.weights().master());
      String reason = String.valueOf(failure.getMessage());
      assertTrue(reason.contains("CausalLm.Options.values"), reason);
      assertThrows(IllegalStateException.class, () -> frozen.saveWeights(saved));
      assertFalse(Files.exists(saved.resolve("model.safetensors")));
    }
    try (CausalLm values = CausalLm.open(source, CausalLm.Options.values(WISH))) {
      values.saveWeights(saved);
    }
    try (SafetensorsFile from = SafetensorsFile.open(source.resolve("model.safetensors"));
        SafetensorsFile to = SafetensorsFile.open(saved.resolve("model.safetensors"))) {
      for (String name : from.tensors().keySet()) {
        assertEquals(from.bytes(name), to.bytes(name), name);
      }
    }
  }

  @Test
  void anAdapterIsTrainedOnThem() throws IOException {
    LoraConfig lora = new LoraConfig(2, 4, EnumSet.allOf(Projection.class), false, 0);
    CausalLm.Options options = new CausalLm.Options(WISH, Machine.Use.ADAPTER, lora, false);
    try (CausalLm model = CausalLm.open(GoldenFile.ROOT.resolve("llama-bias"), options)) {
      assertThrows(IllegalStateException.class, () -> model.weights().master());
      assertEquals(1, model.trainable().size());
    }
  }
}
