package dev.herder.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenStreamTest {
  @ParameterizedTest
  @ValueSource(strings = {"bytes", "headers", "prepend", "unigram"})
  void piecesJoinedAreTheWholeText(String name) {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder(name))) {
      for (JsonNode each : Golden.cases(name).path("encode")) {
        int[] ids = Golden.ints(each.path("ids"));
        for (boolean skip : new boolean[] {false, true}) {
          TokenStream stream = new TokenStream(tokenizer, skip);
          StringBuilder text = new StringBuilder();
          for (int id : ids) {
            text.append(stream.push(id));
          }
          assertEquals(tokenizer.decode(ids, skip), text.append(stream.end()).toString());
        }
      }
    }
  }

  @Test
  void noPieceShowsHalfACharacter() {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder("bytes"))) {
      TokenStream stream = new TokenStream(tokenizer, false);
      int[] ids = tokenizer.encode("é😀");
      assertEquals(6, ids.length);
      String[] expected = {"", "é", "", "", "", "😀"};
      for (int i = 0; i < ids.length; i++) {
        assertEquals(expected[i], stream.push(ids[i]));
      }
      assertEquals("", stream.end());
    }
  }

  @Test
  void brokenBytesComeOutInTheEnd() {
    try (Tokenizer tokenizer = Tokenizer.load(Golden.folder("bytes"))) {
      TokenStream stream = new TokenStream(tokenizer, false);
      int first = tokenizer.encode("é")[0];
      assertEquals("", stream.push(first));
      assertEquals("\ufffd", stream.end());
      assertEquals("", stream.end());
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        text.append(stream.push(first));
      }
      assertFalse(text.isEmpty(), "garbage is not held for ever");
      assertTrue(text.toString().chars().allMatch(c -> c == 0xfffd));
    }
  }
}
