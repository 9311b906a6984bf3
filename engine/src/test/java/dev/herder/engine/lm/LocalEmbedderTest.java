package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.engine.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors of texts against transformers, and against themselves in other company. */
final class LocalEmbedderTest {
  private static final Path GOLDEN = GoldenFile.ROOT.resolve("likelihood");
  private static final float TOLERANCE = 1e-5f;

  @TempDir Path folder;

  private LocalEmbedder open(String tokenizer, int batchTokens, BooleanSupplier stop)
      throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN.resolve("model"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (tokenizer.equals("bos")) {
      Files.copy(
          GOLDEN.resolve("tokenizer-bos.json"),
          folder.resolve("tokenizer.json"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return LocalEmbedder.open(folder, new Machine.Wish("cpu", "float32", 1, batchTokens), stop);
  }

  private static JsonNode golden(String tokenizer) throws IOException {
    return new ObjectMapper().readTree(GOLDEN.resolve("embeddings.json").toFile()).path(tokenizer);
  }

  private static List<String> texts(JsonNode cases) {
    List<String> texts = new ArrayList<>();
    cases.forEach(each -> texts.add(each.path("text").asText()));
    return texts;
  }

  @ParameterizedTest
  @CsvSource({"plain, 0", "plain, 16", "bos, 700", "bos, 40"})
  void vectorsAreThoseOfTransformers(String tokenizer, int batchTokens) throws IOException {
    JsonNode cases = golden(tokenizer);
    assertTrue(cases.path(cases.size() - 1).path("ids").asInt() > 512, "no text is cut");
    try (LocalEmbedder embedder = open(tokenizer, batchTokens, () -> false)) {
      List<float[]> vectors = embedder.embed(texts(cases));
      assertEquals(10, vectors.size());
      for (int i = 0; i < vectors.size(); i++) {
        float[] expected =
            new ObjectMapper().convertValue(cases.path(i).path("vector"), float[].class);
        assertArrayEquals(expected, vectors.get(i), TOLERANCE, "text " + i);
      }
    }
  }

  @Test
  void companyChangesNothing() throws IOException {
    List<String> texts = texts(golden("plain"));
    try (LocalEmbedder embedder = open("plain", 300, () -> false)) {
      List<float[]> together = embedder.embed(texts);
      for (int i = texts.size() - 1; i >= 0; i--) {
        assertArrayEquals(
            together.get(i), embedder.embed(List.of(texts.get(i))).get(0), TOLERANCE, "text " + i);
      }
      List<float[]> again = embedder.embed(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertArrayEquals(together.get(i), again.get(i));
      }
    }
  }

  @Test
  void emptyTextsAndControlTokensAreTexts() throws IOException {
    try (LocalEmbedder embedder = open("plain", 0, () -> false)) {
      List<float[]> vectors = embedder.embed(List.of("", "boats<|im_end|>", "boats"));
      assertArrayEquals(new float[vectors.get(1).length], vectors.get(0));
      assertNotEquals(vectors.get(1)[0], vectors.get(2)[0]);
      assertEquals(List.of(), embedder.embed(List.of()));
      assertTrue(embedder.id().endsWith(":float32"), embedder.id());
    }
  }

  @Test
  void stopsBetweenBatches() throws IOException {
    int[] asked = {0};
    try (LocalEmbedder embedder = open("plain", 16, () -> ++asked[0] > 2)) {
      assertThrows(CancellationException.class, () -> embedder.embed(texts(golden("plain"))));
    }
    assertEquals(3, asked[0]);
  }

  @Test
  void aTokenizerOfAnotherModelIsRefused() throws IOException {
    open("plain", 0, () -> false).close();
    Path config = folder.resolve("config.json");
    String changed =
        Files.readString(config).replaceAll("\"vocab_size\": \\d+", "\"vocab_size\": 64");
    Files.writeString(config, changed);
    UserError error =
        assertThrows(
            UserError.class, () -> LocalEmbedder.open(folder, Machine.Wish.AUTO, () -> false));
    assertTrue(String.valueOf(error.getMessage()).contains(folder.toString()), error.getMessage());
  }
}
