package dev.herder.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.json.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-tied",
        "llama-sharded",
        "llama-biases",
        "llama-old-spelling",
        "mistral",
        "qwen2",
        "qwen3",
        "llama-score",
        "llama-trunk",
        "llama-surplus",
      })
  void everyBitIsWhatTorchHas(String name) throws IOException {
    JsonNode expected = Goldens.json(Goldens.checkpoint(name).resolve("expected.json"));
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.checkpoint(name))) {
      Set<String> names = new HashSet<>();
      expected.fieldNames().forEachRemaining(names::add);
      assertEquals(names, new HashSet<>(checkpoint.names()));
      for (Map.Entry<String, JsonNode> entry : expected.properties()) {
        TensorInfo info = checkpoint.info(entry.getKey());
        List<Long> shape = new ArrayList<>();
        entry.getValue().get("shape").forEach(size -> shape.add(size.longValue()));
        assertEquals(shape, info.shape());
        ByteBuffer floats =
            ByteBuffer.allocateDirect((int) info.elements() * 4).order(ByteOrder.LITTLE_ENDIAN);
        checkpoint.copyToFloat(entry.getKey(), floats);
        assertEquals(
            entry.getValue().get("sha256").textValue(),
            Goldens.sha256(floats.flip()),
            entry.getKey());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama-tied, float32",
    "llama-sharded, bfloat16",
    "llama-biases, float16",
    "llama-old-spelling, float32",
    "mistral, bfloat16",
  })
  void knowsTheStoredDtype(String name, String dtype) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.checkpoint(name))) {
      assertEquals(dtype, checkpoint.config().storedDtype());
      assertEquals(Dtype.ofConfigName(dtype), checkpoint.layout().dtype(TensorNames.EMBEDDING));
    }
  }

  @Test
  void theTensorsTellTheDtypeWhateverTheConfigSays() throws IOException {
    Path copy = Goldens.copy(Goldens.checkpoint("mistral"), folder.resolve("m"));
    changeConfig(copy, config -> config.put("dtype", "float32"));
    try (Checkpoint checkpoint = Checkpoint.open(copy)) {
      assertEquals("bfloat16", checkpoint.config().storedDtype());
    }
  }

  @Test
  void recognisesHeads() throws IOException {
    try (Checkpoint score = Checkpoint.open(Goldens.checkpoint("llama-score"));
        Checkpoint model = Checkpoint.open(Goldens.checkpoint("llama-old-spelling"))) {
      assertEquals(new Head.Score(1), score.head());
      assertEquals(List.of(1L, 16L), score.info(TensorNames.SCORE_HEAD).shape());
      assertEquals(new Head.LanguageModel(), model.head());
    }
  }

  @Test
  void givesBytesAndPartsByCanonicalName() throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.checkpoint("llama-trunk"))) {
      ByteBuffer bytes = checkpoint.bytes("model.norm.weight");
      float[] part = new float[3];
      checkpoint.copyToFloat("model.norm.weight", 5, FloatBuffer.wrap(part));
      assertEquals(bytes.getFloat(20), part[0]);
      ByteBuffer raw = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      checkpoint.copyBytes("model.norm.weight", 28, raw);
      assertEquals(raw.getFloat(0), part[2]);
      assertThrows(IllegalArgumentException.class, () -> checkpoint.bytes("norm.weight"));
    }
  }

  @Test
  void surplusOfOldFilesIsListedAndLeftOut() throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.checkpoint("llama-surplus"))) {
      assertEquals(
          List.of(
              "model.layers.0.self_attn.rotary_emb.inv_freq",
              "model.layers.1.self_attn.rotary_emb.inv_freq"),
          checkpoint.ignored());
    }
  }

  @Test
  void aTiedHeadThatDiffersIsRefused() throws IOException {
    Path copy = Goldens.copy(Goldens.checkpoint("llama-old-spelling"), folder.resolve("m"));
    changeConfig(copy, config -> config.put("tie_word_embeddings", true));
    Refusal.saying(() -> Checkpoint.open(copy).close(), "lm_head.weight differs", "to false");
  }

  @Test
  void listsMissingExtraAndMisshapedTogether() throws IOException {
    Path copy = Goldens.copy(Goldens.checkpoint("llama-old-spelling"), folder.resolve("m"));
    changeConfig(copy, config -> config.put("num_hidden_layers", 3).put("vocab_size", 50));
    Refusal.saying(
        () -> Checkpoint.open(copy).close(),
        "the tensors do not fit config.json",
        "2 of another shape (model.embed_tokens.weight is [48, 16], expected [50, 16],"
            + " lm_head.weight",
        "9 missing (model.layers.2.input_layernorm.weight, ",
        ", ...)");
    changeConfig(copy, config -> config.put("num_hidden_layers", 1).put("vocab_size", 48));
    Refusal.saying(
        () -> Checkpoint.open(copy).close(),
        "9 that do not belong to it (model.layers.1.input_layernorm.weight, ");
  }

  @Test
  void namesStoredTwiceAreRefused() throws IOException {
    Path copy = Goldens.copy(Goldens.checkpoint("llama-tied"), folder.resolve("m"));
    rewrite(
        copy.resolve("model.safetensors"),
        tensors -> tensors.add(floats("norm.weight", Dtype.F32, 16)));
    Refusal.saying(() -> Checkpoint.open(copy).close(), "1 stored twice (");
  }

  @Test
  void otherTypesAreRefused() throws IOException {
    Path copy = Goldens.copy(Goldens.checkpoint("llama-tied"), folder.resolve("m"));
    rewrite(
        copy.resolve("model.safetensors"),
        tensors -> {
          tensors.removeIf(t -> t.name().equals("model.norm.weight"));
          tensors.add(
              NewTensor.bytes(
                  "model.norm.weight",
                  Dtype.F8_E4M3,
                  List.of(16L),
                  ByteSource.of(ByteBuffer.allocate(16))));
        });
    Refusal.saying(
        () -> Checkpoint.open(copy).close(),
        "1 of a type other than F32, F16 and BF16 (model.norm.weight is F8_E4M3)");
  }

  @Test
  void refusesDirectoriesOfOtherKinds() throws IOException {
    Refusal.saying(() -> Checkpoint.open(folder.resolve("none")).close(), "no such directory");
    Refusal.saying(() -> Checkpoint.open(folder).close(), "no config.json");
    Path file = Files.writeString(folder.resolve("f"), "x");
    Refusal.saying(() -> Checkpoint.open(file).close(), "expected the directory of a model");
    Path copy = Goldens.copy(Goldens.checkpoint("llama-tied"), folder.resolve("m"));
    Files.delete(copy.resolve("model.safetensors"));
    Refusal.saying(() -> Checkpoint.open(copy).close(), "has no weights");
    Files.writeString(copy.resolve("other.safetensors"), "x");
    Refusal.saying(() -> Checkpoint.open(copy).close(), "neither model.safetensors nor");
    Files.writeString(copy.resolve("m.gguf"), "x");
    Refusal.saying(() -> Checkpoint.open(copy).close(), "GGUF", "save_pretrained");
    Files.writeString(copy.resolve("pytorch_model-00001-of-00002.bin"), "x");
    Refusal.saying(() -> Checkpoint.open(copy).close(), "PyTorch pickle", "save_pretrained");
    Files.delete(copy.resolve("config.json"));
    Refusal.saying(() -> Checkpoint.open(copy).close(), "PyTorch pickle");
    Refusal.saying(
        () -> Checkpoint.open(Goldens.adapter("plain")).close(), "PEFT adapter", "herder merge");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "../m/model-00001-of-00003.safetensors|expected the plain name",
        "/etc/x.safetensors|expected the plain name",
        "a\\b.safetensors|expected the plain name",
        "C:x.safetensors|expected the plain name",
        ".safetensors|expected the plain name",
        "model.bin|expected the plain name",
        "model-00009-of-00003.safetensors|not beside it; is the download complete?",
        "model-00003-of-00003.safetensors|does not match",
      })
  void refusesIndexes(String shard, String reason) throws IOException {
    Path copy = Goldens.copy(Goldens.checkpoint("llama-sharded"), folder.resolve("m"));
    Path index = copy.resolve(ShardIndex.FILE);
    ObjectNode json = (ObjectNode) Goldens.json(index);
    ((ObjectNode) json.get("weight_map")).put("model.embed_tokens.weight", shard);
    Files.writeString(index, json.toString());
    Refusal.saying(() -> Checkpoint.open(copy).close(), ShardIndex.FILE, reason);
  }

  @Test
  void refusesIndexesThatAreNone() throws IOException {
    Path copy = Goldens.copy(Goldens.checkpoint("llama-sharded"), folder.resolve("m"));
    Path index = copy.resolve(ShardIndex.FILE);
    for (String text : List.of("{}", "{\"weight_map\":{}}", "{\"weight_map\":[]}")) {
      Files.writeString(index, text);
      Refusal.saying(() -> Checkpoint.open(copy).close(), "weight_map must be an object");
    }
    Files.writeString(index, "{\"weight_map\":{\"a\":3}}");
    Refusal.saying(() -> Checkpoint.open(copy).close(), "gives 'a' the file 3");
  }

  @Test
  void linksToWeightsElsewhereAreFollowed() throws IOException {
    Path copy = Goldens.copy(Goldens.checkpoint("llama-sharded"), folder.resolve("snapshot"));
    Path blobs = Files.createDirectory(folder.resolve("blobs"));
    Path shard = copy.resolve("model-00001-of-00003.safetensors");
    Files.move(shard, blobs.resolve("0123"));
    Files.createSymbolicLink(shard, Path.of("../blobs/0123"));
    Checkpoint.open(copy).close();
  }

  private static NewTensor floats(String name, Dtype dtype, long size) {
    return NewTensor.floats(name, dtype, List.of(size), FloatSource.constant(1));
  }

  private static void rewrite(Path path, Consumer<List<NewTensor>> change) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      List<NewTensor> tensors = new ArrayList<>();
      for (TensorInfo info : file.tensors().values()) {
        ByteSource bytes = ByteSource.of(file.bytes(info.name()));
        tensors.add(NewTensor.bytes(info.name(), info.dtype(), info.shape(), bytes));
      }
      change.accept(tensors);
      SafetensorsWriter.write(path, tensors, file.metadata());
    }
  }

  private static void changeConfig(Path directory, Consumer<ObjectNode> change) throws IOException {
    Path file = directory.resolve("config.json");
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(file.toFile());
    change.accept(json);
    Files.writeString(file, json.toString());
  }
}
