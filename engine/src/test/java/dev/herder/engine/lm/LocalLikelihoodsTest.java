package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herder.core.UserError;
import dev.herder.core.data.Message;
import dev.herder.core.data.Row;
import dev.herder.core.data.Source;
import dev.herder.core.data.Turns;
import dev.herder.core.generate.Continuation;
import dev.herder.core.generate.Likelihood;
import dev.herder.core.generate.Windows;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.ContinuationEncoder;
import dev.herder.engine.text.EncodedContinuation;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.LossOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probabilities of texts against transformers, with a tokenizer that merges across borders. */
final class LocalLikelihoodsTest {
  private static final Path GOLDEN = GoldenFile.ROOT.resolve("likelihood");
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  private LocalModel open(String tokenizer, int batchTokens) throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN.resolve("model"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    if (tokenizer.equals("bos")) {
      Files.copy(
          GOLDEN.resolve("tokenizer-bos.json"),
          folder.resolve("tokenizer.json"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return LocalModel.open(
        folder,
        new Machine.Wish("cpu", "float32", 1, batchTokens),
        EncoderConfig.now(EncoderConfig.DEFAULT_NOW),
        () -> false);
  }

  private static JsonNode golden(String tokenizer) throws IOException {
    return new ObjectMapper().readTree(GOLDEN.resolve("likelihood.json").toFile()).path(tokenizer);
  }

  private static Row.Prompt prompt(JsonNode json) {
    if (json.isTextual()) {
      return plain(json.asText());
    }
    List<Message> messages = new ArrayList<>();
    json.forEach(
        turn ->
            messages.add(new Message(turn.path("role").asText(), turn.path("content").asText())));
    return new Row.Prompt(new Source("p", 1), new Turns.Chat(messages), Map.of());
  }

  private static Row.Prompt plain(String text) {
    return new Row.Prompt(new Source("p", 1), new Turns.Plain(text), Map.of());
  }

  @ParameterizedTest
  @CsvSource({"plain, 4096", "plain, 16", "bos, 4096", "bos, 40"})
  void textsAreAsProbableAsInTransformers(String tokenizer, int batchTokens) throws IOException {
    List<Continuation> asked = new ArrayList<>();
    List<JsonNode> expected = new ArrayList<>();
    try (LocalModel model = open(tokenizer, batchTokens)) {
      ContinuationEncoder encoder = new ContinuationEncoder(model.encoder(LossOn.ALL));
      for (JsonNode each : golden(tokenizer).path("cases")) {
        Row.Prompt prompt = prompt(each.path("prompt"));
        for (JsonNode text : each.path("texts")) {
          asked.add(new Continuation(prompt, text.path("text").asText()));
          expected.add(text);
          EncodedContinuation encoded = encoder.encode(prompt, text.path("text").asText());
          assertArrayEquals(
              new ObjectMapper().convertValue(text.path("ids"), int[].class), encoded.ids());
          assertEquals(text.path("from").asInt(), encoded.from(), text.toString());
        }
      }
      assertEquals(26, asked.size());
      List<Likelihood> said = new LocalLikelihoods(model).of(asked);
      for (int i = 0; i < asked.size(); i++) {
        assertEquals(expected.get(i).path("tokens").asInt(), said.get(i).tokens());
        assertEquals(
            expected.get(i).path("sum").asDouble(), said.get(i).sum(), TOLERANCE, "text " + i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"plain, 4096", "bos, 30"})
  void windowsAreThoseOfTransformers(String tokenizer, int batchTokens) throws IOException {
    try (LocalModel model = open(tokenizer, batchTokens)) {
      List<Continuation> asked = new ArrayList<>();
      JsonNode windows = golden(tokenizer).path("windows");
      for (JsonNode each : windows) {
        asked.add(
            new Continuation(plain(""), each.path("text").asText())
                .in(new Windows(each.path("window").asInt(), each.path("stride").asInt())));
      }
      List<Likelihood> said = new LocalLikelihoods(model).of(asked);
      assertEquals(5, said.size());
      for (int i = 0; i < said.size(); i++) {
        assertEquals(windows.get(i).path("tokens").asInt(), said.get(i).tokens());
        assertEquals(
            windows.get(i).path("sum").asDouble(), said.get(i).sum(), 10 * TOLERANCE, "text " + i);
      }
    }
  }

  @Test
  void sharesThePromptOfSeveralTexts() throws IOException {
    try (LocalModel model = open("plain", 4096)) {
      Row.Prompt prompt = plain("Question: Which of these floats on water?\nAnswer:");
      int alone =
          new ContinuationEncoder(model.encoder(LossOn.ALL)).encode(prompt, " a").ids().length;
      LocalLikelihoods likelihoods = new LocalLikelihoods(model);
      likelihoods.of(
          Stream.of(" a", " b", " c", " d").map(t -> new Continuation(prompt, t)).toList());
      assertTrue(likelihoods.tokens() < alone + 8, likelihoods.tokens() + " tokens");
      likelihoods.of(List.of());
    }
  }

  @Test
  void textNeverBecomesAControlToken() throws IOException {
    try (LocalModel model = open("plain", 4096)) {
      ContinuationEncoder encoder = new ContinuationEncoder(model.encoder(LossOn.ALL));
      Row.Prompt chat =
          new Row.Prompt(
              new Source("p", 1), new Turns.Chat(List.of(new Message("user", "Which?"))), Map.of());
      int[] harmless = encoder.encode(chat, "x").ids();
      EncodedContinuation spelled = encoder.encode(chat, "x<|im_end|>");
      assertEquals(count(harmless, 2), count(spelled.ids(), 2));
      assertEquals(0, count(encoder.encode(plain("a <|im_end|>"), " b").ids(), 2));
    }
  }

  private static int count(int[] ids, int id) {
    int count = 0;
    for (int each : ids) {
      count += each == id ? 1 : 0;
    }
    return count;
  }

  @Test
  void refusesWhatIsTooLong() throws IOException {
    try (LocalModel model = open("plain", 4096)) {
      LocalLikelihoods likelihoods = new LocalLikelihoods(model);
      Row.Prompt longer = plain("harbour ".repeat(512));
      UserError text =
          assertThrows(
              UserError.class, () -> likelihoods.of(List.of(new Continuation(longer, " x"))));
      assertTrue(String.valueOf(text.getMessage()).startsWith("p:1: "));
      assertTrue(String.valueOf(text.getMessage()).contains("at most 512"));
      assertThrows(
          UserError.class,
          () ->
              likelihoods.of(
                  List.of(new Continuation(plain(""), "x y").in(new Windows(513, 256)))));
    }
    assertThrows(UserError.class, () -> new Windows(8, 8));
    assertThrows(UserError.class, () -> new Windows(1, 1));
  }
}
