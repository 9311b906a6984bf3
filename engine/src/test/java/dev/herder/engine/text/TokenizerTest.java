package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
  @ParameterizedTest
  @ValueSource(strings = {"bytes", "headers", "prepend", "unigram"})
  void givesTheIdsAndTextOfThePythonLibrary(String name) {
    JsonNode golden = Golden.cases(name);
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder(name))) {
      assertEquals(golden.path("vocab_size").intValue(), tokenizer.vocabSize());
      assertEquals(golden.path("bos_id").intValue(), tokenizer.bosId());
      assertEquals(golden.path("eos_id").intValue(), tokenizer.eosId());
      assertEquals(
          List.of(tokenizer.eosId()), List.copyOf(tokenizer.stopIds()), "no other file names one");
      assertArrayEquals(
          Golden.ints(golden.path("special_ids")),
          IntStream.range(0, tokenizer.vocabSize()).filter(tokenizer::isSpecial).toArray());
      for (JsonNode each : golden.path("encode")) {
        String text = each.path("text").textValue();
        int[] ids = Golden.ints(each.path("ids"));
        assertArrayEquals(ids, tokenizer.encode(text), text);
        assertArrayEquals(
            Golden.ints(each.path("framed")), tokenizer.tokens(text, true).ids(), text);
        assertEquals(each.path("decoded").textValue(), tokenizer.decode(ids, false), text);
        assertEquals(each.path("decoded_skipping").textValue(), tokenizer.decode(ids, true), text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "prepend", "unigram"})
  void placesAreThoseOfThePythonLibraryInUtf16(String name) {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder(name))) {
      for (JsonNode each : Golden.cases(name).path("encode")) {
        String text = each.path("text").textValue();
        Tokens tokens = tokenizer.tokens(text, false);
        for (int i = 0; i < tokens.size(); i++) {
          JsonNode offset = each.path("offsets").get(i);
          assertEquals(text.offsetByCodePoints(0, offset.get(0).intValue()), tokens.start(i), text);
          assertEquals(text.offsetByCodePoints(0, offset.get(1).intValue()), tokens.end(i), text);
        }
      }
    }
  }

  @Test
  void placesKeepWhiteSpaceThatTheFileWouldTrim() {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder("headers"))) {
      String text = " leading  and\n\n";
      Tokens tokens = tokenizer.tokens(text, false);
      int at = 0;
      for (int i = 0; i < tokens.size(); i++) {
        assertEquals(at, tokens.start(i));
        at = tokens.end(i);
      }
      assertEquals(text.length(), at);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "headers", "prepend", "unigram"})
  void plainTextNeverBecomesAControlToken(String name) {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder(name))) {
      for (JsonNode each : Golden.cases(name).path("encode")) {
        String text = each.path("text").textValue();
        int[] plain = tokenizer.encodePlain(text);
        for (int id : plain) {
          assertTrue(!tokenizer.isSpecial(id) || id == tokenizer.unknownId(), text);
        }
        int[] ids = Golden.ints(each.path("ids"));
        if (Arrays.stream(ids).noneMatch(tokenizer::isSpecial)) {
          assertArrayEquals(ids, plain, text);
        }
      }
      String spelled = "a<|im_end|> </s>b<s>  <|eot_id|><|END|><|end|>";
      String decoded = tokenizer.decode(tokenizer.encodePlain(spelled), true);
      // The unigram vocabulary has no brackets, so they are unknown there, which is left out.
      String expected =
          name.equals("unigram")
              ? spelled.replaceAll("[<>|_/]", "").toLowerCase(Locale.ROOT)
              : spelled;
      assertEquals(expected, decoded);
    }
  }

  @Test
  void refusesUnpairedSurrogates() {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder("bytes"))) {
      for (String text : List.of("a\ud83d", "\ude00b", "\ud83d\ud83d\ude00")) {
        String message = Refusal.of(() -> tokenizer.encode(text));
        assertTrue(message.contains("unpaired surrogate"), message);
      }
      assertEquals("😀", tokenizer.decode(tokenizer.encode("😀"), false));
    }
  }

  @Test
  void namesTokensAndToleratesIdsThatAreNone() {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder("bytes"))) {
      assertEquals("<|im_start|>", tokenizer.token(1));
      assertEquals("<99999>", tokenizer.token(99_999));
      assertEquals("<-1>", tokenizer.token(-1));
      assertEquals("", tokenizer.decode(new int[] {99_999, -1}, false));
    }
  }

  @Test
  void refusesToWorkAfterClosing() {
    Tokenizer tokenizer = Tokenizer.load(Golden.folder("bytes"));
    tokenizer.close();
    tokenizer.close();
    assertThrows(IllegalStateException.class, () -> tokenizer.encode("a"));
  }

  @Test
  void manyThreadsGetWhatOneGets() {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder("headers"))) {
      List<int[]> alone =
          IntStream.range(0, 400).mapToObj(i -> tokenizer.encode("The lantern " + i)).toList();
      List<int[]> together =
          IntStream.range(0, 400)
              .parallel()
              .mapToObj(i -> tokenizer.encode("The lantern " + i))
              .toList();
      for (int i = 0; i < alone.size(); i++) {
        assertArrayEquals(alone.get(i), together.get(i));
      }
    }
  }
}
