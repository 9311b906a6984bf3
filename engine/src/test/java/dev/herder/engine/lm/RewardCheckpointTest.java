package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.architecture.Projection;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.checkpoint.Checkpoint;
import dev.herder.engine.checkpoint.SafetensorsFile;
import dev.herder.engine.machine.Machine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reward models of transformers in float32, and our own written and read again. */
final class RewardCheckpointTest {
  private static final Path ROOT = Path.of("src/test/resources/golden/reward");
  private static final Path BASE = Path.of("src/test/resources/golden/model/training/base");
  private static final Machine.Wish WISH = new Machine.Wish("cpu", "float32", 2, 0);
  private static final CausalLm.Options INFERENCE =
      CausalLm.Options.inference(WISH).with(new CausalLm.Scoring(-1));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2"})
  void scoresAreThoseOfTransformers(String name) throws IOException {
    Path directory = ROOT.resolve(name);
    PackedBatch.Builder builder = new PackedBatch.Builder();
    float[] expected = new float[4];
    try (SafetensorsFile golden = SafetensorsFile.open(directory.resolve("expected.safetensors"));
        CausalLm model = CausalLm.open(directory, INFERENCE)) {
      for (int n = 0; n < expected.length; n++) {
        golden.copyToFloat("score." + n, 0, FloatBuffer.wrap(expected, n, 1));
        int[] ids = ids(golden, "ids." + n);
        int start = builder.tokens();
        builder.add(-1, ids, new boolean[ids.length]);
        int last = ids.length - 1;
        while (ids[last] == model.config().padTokenId()) {
          last--;
        }
        builder.score(start + last);
      }
      assertArrayEquals(
          expected, model.network().logProbs(builder.build()).logProbs(), 1e-4f, name);
    }
  }

  private static int[] ids(SafetensorsFile file, String name) throws IOException {
    ByteBuffer bytes = file.bytes(name).order(ByteOrder.LITTLE_ENDIAN);
    int[] ids = new int[Math.toIntExact(file.info(name).elements())];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Math.toIntExact(bytes.getLong(8 * i));
    }
    return ids;
  }

  @Test
  void otherKindsAreRefusedByName() {
    assertRefused(
        "a classifier with 2 labels (id2label in config.json), expected 1",
        ROOT.resolve("two-labels"),
        INFERENCE);
    assertRefused("is a language model without score.weight", BASE, INFERENCE);
    assertRefused(
        "is a reward model (...ForSequenceClassification), expected a language model",
        ROOT.resolve("llama"),
        CausalLm.Options.inference(WISH));
  }

  private static void assertRefused(String expected, Path directory, CausalLm.Options options) {
    String message =
        assertThrows(UserError.class, () -> CausalLm.open(directory, options)).getMessage();
    assertTrue(String.valueOf(message).contains(expected), message);
    assertTrue(String.valueOf(message).startsWith(directory.toString()), message);
  }

  @Test
  void aNewHeadIsDrawnBySeedAndWrittenAsAClassifierWithOneLabel() throws IOException {
    CausalLm.Options full =
        new CausalLm.Options(WISH, Machine.Use.FULL, null, false).with(new CausalLm.Scoring(2));
    float before;
    try (CausalLm model = CausalLm.open(BASE, full)) {
      model.initialise(3);
      before = score(model);
      model.initialise(4);
      assertTrue(Math.abs(before - score(model)) > 1e-4, "another seed gives another head");
      model.initialise(3);
      model.save(folder);
    }
    JsonNode config = new ObjectMapper().readTree(folder.resolve("config.json").toFile());
    assertEquals("LlamaForSequenceClassification", config.path("architectures").get(0).asText());
    assertEquals(1, config.path("id2label").size());
    assertEquals(2, config.path("pad_token_id").asInt());
    try (Checkpoint written = Checkpoint.open(folder)) {
      assertTrue(written.names().contains("score.weight"));
      assertTrue(!written.names().contains("lm_head.weight"));
    }
    try (CausalLm model = CausalLm.open(folder, INFERENCE)) {
      assertEquals(before, score(model), 1e-6);
    }
  }

  @Test
  void anAdapterCarriesItsHead() throws IOException {
    LoraConfig lora = new LoraConfig(2, 4, Set.of(Projection.QUERY), false, 0);
    CausalLm.Options options =
        new CausalLm.Options(WISH, Machine.Use.ADAPTER, lora, false).with(new CausalLm.Scoring(0));
    float before;
    try (CausalLm model = CausalLm.open(BASE.toAbsolutePath(), options)) {
      model.initialise(3);
      before = score(model);
      model.save(folder);
    }
    JsonNode config = new ObjectMapper().readTree(folder.resolve("adapter_config.json").toFile());
    assertEquals("SEQ_CLS", config.path("task_type").asText());
    assertEquals("score", config.path("modules_to_save").get(0).asText());
    try (CausalLm model = CausalLm.open(folder, INFERENCE)) {
      assertEquals(before, score(model), 1e-6);
    }
    String message =
        assertThrows(UserError.class, () -> CausalLm.open(folder, CausalLm.Options.inference(WISH)))
            .getMessage();
    assertTrue(String.valueOf(message).contains("is a reward model"), message);
  }

  @Test
  void aHeadOfAnotherShapeIsRefused() throws IOException {
    CausalLm.Options full =
        new CausalLm.Options(WISH, Machine.Use.FULL, null, false).with(new CausalLm.Scoring(0));
    try (CausalLm model = CausalLm.open(BASE, full)) {
      Path file = ROOT.resolve("two-labels").resolve("model.safetensors");
      String message = assertThrows(UserError.class, () -> model.readScore(file)).getMessage();
      assertTrue(
          String.valueOf(message).contains("score.weight is [2, 24], expected score.weight"),
          message);
    }
  }

  private static float score(CausalLm model) {
    PackedBatch.Builder builder = new PackedBatch.Builder();
    builder.add(-1, new int[] {5, 9, 33, 21}, new boolean[4]);
    builder.score(3);
    return model.network().logProbs(builder.build()).logProbs()[0];
  }
}
