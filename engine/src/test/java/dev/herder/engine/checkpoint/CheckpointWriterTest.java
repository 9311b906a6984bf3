package dev.herder.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.json.Refusal;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointWriterTest {
  private static final long ONE_FILE = CheckpointWriter.DEFAULT_SHARD_BYTES;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama-tied", "llama-biases", "llama-old-spelling", "mistral", "qwen3"})
  void writesTheBytesThatTransformersWrote(String name) throws IOException {
    Path out = folder.resolve("out");
    for (boolean widened : new boolean[] {false, true}) {
      rewrite(Goldens.checkpoint(name), out, widened, ONE_FILE);
      for (String file : List.of("config.json", "model.safetensors")) {
        assertArrayEquals(
            Files.readAllBytes(Goldens.checkpoint(name).resolve(file)),
            Files.readAllBytes(out.resolve(file)),
            file);
      }
      assertEquals(List.of("config.json", "model.safetensors"), Goldens.names(out));
    }
  }

  @Test
  void shardsAndIndexRoundTrip() throws IOException {
    Path out = folder.resolve("out");
    rewrite(Goldens.checkpoint("llama-sharded"), out, true, 2048);
    List<String> names = Goldens.names(out);
    assertEquals("model-00001-of-00007.safetensors", names.get(1));
    assertEquals(9, names.size());
    JsonNode index = Goldens.json(out.resolve(ShardIndex.FILE));
    JsonNode golden = Goldens.json(Goldens.checkpoint("llama-sharded").resolve(ShardIndex.FILE));
    assertEquals(golden.get("metadata"), index.get("metadata"));
    assertEquals(golden.get("weight_map").size(), index.get("weight_map").size());
    assertSameValues(Goldens.checkpoint("llama-sharded"), out);
    long largest = 0;
    for (Path shard : Goldens.list(out)) {
      if (shard.toString().endsWith(".safetensors")) {
        try (SafetensorsFile file = SafetensorsFile.open(shard)) {
          largest =
              Math.max(
                  largest, file.tensors().values().stream().mapToLong(TensorInfo::bytes).sum());
        }
      }
    }
    assertTrue(largest > 1024 && largest <= 2048, "largest shard: " + largest);
  }

  @Test
  void oneLargeTensorGetsAShardOfItsOwn() {
    List<NewTensor> tensors =
        List.of(
            tensor("a", 5),
            tensor("b", 40),
            tensor("c", 5),
            tensor("d", 5),
            tensor("e", 30),
            tensor("f", 1));
    List<List<String>> shards =
        CheckpointWriter.shards(tensors, 40).stream()
            .map(shard -> shard.stream().map(NewTensor::name).toList())
            .toList();
    assertEquals(List.of(List.of("a"), List.of("b"), List.of("c", "d", "e"), List.of("f")), shards);
  }

  @Test
  void copiesTokenizerFilesByteForByte() throws IOException {
    Path source = Goldens.copy(Goldens.checkpoint("qwen2"), folder.resolve("source"));
    byte[] odd = {0, -1, 13, 10, 7};
    Files.write(source.resolve("tokenizer.json"), odd);
    Files.write(source.resolve("generation_config.json"), new byte[] {'{', '}'});
    Files.writeString(source.resolve("notes.txt"), "stays behind");
    Path out = folder.resolve("out");
    rewrite(source, out, false, ONE_FILE);
    assertArrayEquals(odd, Files.readAllBytes(out.resolve("tokenizer.json")));
    assertEquals(
        List.of("config.json", "generation_config.json", "model.safetensors", "tokenizer.json"),
        Goldens.names(out));
  }

  @Test
  void anExistingDirectoryKeepsItsOtherFilesAndLosesOldWeights() throws IOException {
    Path out = folder.resolve("out");
    rewrite(Goldens.checkpoint("llama-sharded"), out, false, 2048);
    Files.writeString(out.resolve("metrics.jsonl"), "{}");
    Files.createDirectories(out.resolve(".herder-partial/left/behind"));
    rewrite(Goldens.checkpoint("qwen3"), out, false, ONE_FILE);
    assertEquals(List.of("config.json", "metrics.jsonl", "model.safetensors"), Goldens.names(out));
    assertSameValues(Goldens.checkpoint("qwen3"), out);
  }

  @Test
  void aModelMayBeWrittenOverItself() throws IOException {
    Path model = Goldens.copy(Goldens.checkpoint("llama-sharded"), folder.resolve("m"));
    rewrite(model, model, true, 2048);
    assertSameValues(Goldens.checkpoint("llama-sharded"), model);
  }

  @Test
  void failureLeavesNothingNewAndEverythingOld() throws IOException {
    Path out = folder.resolve("deep/er/out");
    assertThrows(IOException.class, () -> writeFailing(out));
    assertEquals(List.of(), Goldens.names(folder.resolve("deep/er")));
    Goldens.copy(Goldens.checkpoint("qwen3"), out);
    List<String> before = Goldens.names(out);
    assertThrows(IOException.class, () -> writeFailing(out));
    assertEquals(before, Goldens.names(out));
    assertSameValues(Goldens.checkpoint("qwen3"), out);
  }

  @Test
  void refusesAFileAndAFullDisk() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "x");
    Refusal.saying(() -> rewrite(Goldens.checkpoint("qwen2"), file, false, ONE_FILE), "is a file");
    DiskSpace.require(folder, 1_000_000, 100_000_000);
    Refusal.saying(
        () -> DiskSpace.require(folder, 99_000_000_000L, 98_000_000_000L),
        "needs 99000.0 MB and 16.8 MB to spare, but only 98000.0 MB are free");
    Refusal.saying(() -> DiskSpace.require(folder.resolve("a/b"), Long.MAX_VALUE), "make room");
  }

  @Test
  void changingTheDtypeKeepsTheSpelling() throws IOException {
    for (String name : List.of("llama-old-spelling", "llama-tied")) {
      Path out = folder.resolve(name);
      try (Checkpoint source = Checkpoint.open(Goldens.checkpoint(name))) {
        CheckpointLayout layout = source.layout().withDtype(Dtype.BF16);
        CheckpointWriter.write(out, layout, tensor -> widened(source, tensor), ONE_FILE);
        try (Checkpoint written = Checkpoint.open(out)) {
          assertEquals("bfloat16", written.config().storedDtype());
          float[] before = new float[16];
          float[] after = new float[16];
          source.copyToFloat("model.norm.weight", 0, FloatBuffer.wrap(before));
          written.copyToFloat("model.norm.weight", 0, FloatBuffer.wrap(after));
          for (int i = 0; i < 16; i++) {
            assertEquals(Narrowing.rounded(Dtype.BF16, before[i]), after[i]);
          }
        }
      }
      String key = name.equals("llama-tied") ? "dtype" : "torch_dtype";
      ObjectNode expected =
          (ObjectNode) Goldens.json(Goldens.checkpoint(name).resolve("config.json"));
      expected.put(key, "bfloat16");
      // As text, so that the order of the keys counts too.
      JsonNode after = Goldens.json(out.resolve("config.json"));
      assertEquals(expected.toString(), after.toString());
    }
  }

  @Test
  void changingTheHeadNamesItsClass() throws IOException {
    try (Checkpoint source = Checkpoint.open(Goldens.checkpoint("qwen3"))) {
      CheckpointLayout layout =
          source
              .layout()
              .withHead(new Head.Score(1))
              .withConfig(Map.of("pad_token_id", JsonNodeFactory.instance.numberNode(3)));
      Path out = folder.resolve("rm");
      CheckpointWriter.write(
          out,
          layout,
          name ->
              name.equals(TensorNames.SCORE_HEAD)
                  ? new NewTensor.Content.Floats(FloatSource.constant(0.5f))
                  : Merge.unchanged(source, name),
          ONE_FILE);
      JsonNode config = Goldens.json(out.resolve("config.json"));
      assertEquals("[\"Qwen3ForSequenceClassification\"]", config.get("architectures").toString());
      assertEquals("{\"0\":\"LABEL_0\"}", config.get("id2label").toString());
      assertEquals(3, config.get("pad_token_id").intValue());
      try (Checkpoint written = Checkpoint.open(out)) {
        assertEquals(new Head.Score(1), written.head());
        assertEquals(Dtype.BF16, written.info(TensorNames.SCORE_HEAD).dtype());
        assertFalse(written.names().contains(TensorNames.OUTPUT_HEAD));
        CheckpointLayout back = written.layout().withHead(new Head.LanguageModel());
        assertEquals(Dtype.BF16, back.dtype(TensorNames.OUTPUT_HEAD));
        assertTrue(back.configText().contains("Qwen3ForCausalLM"));
        assertFalse(back.configText().contains("id2label"));
      }
    }
  }

  @Test
  void configTextKeepsUntouchedTextAndOrder() {
    String text = "{\"b\": 1e-05,\n \"a\": {}, \"c\": [1,  2]}";
    assertEquals(text, ConfigText.with(text, Map.of()));
    JsonNodeFactory json = JsonNodeFactory.instance;
    assertEquals(
        "{\n  \"b\": 2,\n  \"a\": {},\n  \"d\": []\n}\n",
        ConfigText.with(
            text,
            new TreeMap<>(
                Map.of("b", json.numberNode(2), "c", json.missingNode(), "d", json.arrayNode()))));
  }

  private static NewTensor tensor(String name, long bytes) {
    return NewTensor.bytes(name, Dtype.U8, List.of(bytes), (offset, into) -> {});
  }

  private static void writeFailing(Path out) throws IOException {
    try (Checkpoint source = Checkpoint.open(Goldens.checkpoint("llama-tied"))) {
      CheckpointWriter.write(
          out,
          source.layout(),
          name ->
              name.startsWith("model.layers.1")
                  ? new NewTensor.Content.Floats(
                      (offset, into) -> {
                        throw new IOException("no more");
                      })
                  : Merge.unchanged(source, name),
          2048);
    }
  }

  private static NewTensor.Content widened(Checkpoint source, String name) {
    return new NewTensor.Content.Floats((offset, into) -> source.copyToFloat(name, offset, into));
  }

  private static void rewrite(Path from, Path to, boolean widened, long mostShardBytes)
      throws IOException {
    try (Checkpoint source = Checkpoint.open(from)) {
      CheckpointWriter.write(
          to,
          source.layout(),
          name -> widened ? widened(source, name) : Merge.unchanged(source, name),
          mostShardBytes);
    }
  }

  static void assertSameValues(Path expected, Path actual) throws IOException {
    try (Checkpoint a = Checkpoint.open(expected);
        Checkpoint b = Checkpoint.open(actual)) {
      assertEquals(a.config(), b.config());
      assertEquals(a.names(), b.names());
      for (String name : a.names()) {
        assertEquals(a.info(name).dtype(), b.info(name).dtype());
        assertEquals(a.bytes(name), b.bytes(name), name);
      }
    }
  }
}
