package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.engine.text.SpecialScanner.Hit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTokenizerTest {
  @ParameterizedTest
  @ValueSource(strings = {"bytes", "headers", "prepend", "unigram"})
  void respelledControlTokensGiveTheSameTokensAndPlaces(String name) {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder(name))) {
      int withControl = 0;
      for (JsonNode each : Golden.cases(name).path("encode")) {
        String text = each.path("text").textValue() + " 😀 <s> </s>\n <|end|> \n<|eot_id|>.";
        List<Hit> hits = tokenizer.scanner().find(text);
        withControl += hits.isEmpty() ? 0 : 1;
        for (boolean framed : new boolean[] {false, true}) {
          Tokens expected = tokenizer.tokens(text, framed);
          Tokens actual = tokenizer.plain().encode(text, hits, framed);
          assertArrayEquals(expected.ids(), actual.ids(), text);
          for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.start(i), actual.start(i), text);
            assertEquals(expected.end(i), actual.end(i), text);
          }
        }
      }
      assertTrue(withControl > 2, "only " + withControl + " texts have control tokens");
    }
  }

  @Test
  void onlyTheNamedOccurrencesAreControlTokens() {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder("bytes"))) {
      String text = "<|im_end|><|im_end|><|im_end|>";
      List<Hit> hits = tokenizer.scanner().find(text);
      assertEquals(3, hits.size());
      Tokens tokens = tokenizer.plain().encode(text, hits.subList(1, 2), false);
      assertEquals(21, tokens.size());
      assertEquals(2, tokens.id(10));
      assertEquals(10, tokens.start(10));
      assertEquals(20, tokens.end(10));
      assertEquals(text, tokenizer.decode(tokens.ids(), false));
    }
  }

  @Test
  void aTextWithTheInnerSpellingIsRefused() {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder("bytes"))) {
      String inner = "zq" + tokenizer.sha256().substring(0, 20) + "x2qz";
      String message =
          Refusal.of(() -> tokenizer.plain().encode("a" + inner + "b", List.of(), false));
      assertTrue(message.contains("stands for control tokens"), message);
    }
  }

  @Test
  void textsThatCouldJoinAreSeen() {
    SpecialScanner scanner =
        new SpecialScanner(
            List.of(
                new AddedToken(0, "<|end|>", true, false, false, false, false),
                new AddedToken(1, "</s>", true, false, false, false, false)));
    for (String text : List.of("a<", "<|en", "|>b", ">", "end", "s>x", "a</s")) {
      assertTrue(scanner.couldJoin(text), text);
    }
    for (String text : List.of("", "a", "x > y", "b<c", "ends", "a|b")) {
      assertTrue(!scanner.couldJoin(text), text);
    }
  }
}
