package dev.herder.core.overlap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void separatesAtEverythingThatIsNoLetterDigitOrMark() {
    assertEquals(List.of("don", "t", "panic", "42", "km"), Words.of("  Don't PANIC!\n42-km…"));
    assertEquals(List.of(), Words.of(" !?\t—"));
    assertEquals(List.of(), Words.of(""));
  }

  @Test
  void normalisesWidthsLigaturesAndAccents() {
    assertEquals(List.of("file", "no", "1", "café"), Words.of("ﬁle № １ Cafe\u0301"));
    assertEquals(Words.of("caf\u00e9"), Words.of("CAFE\u0301"));
  }

  @Test
  void keepsMarksWithTheirLetters() {
    assertEquals(List.of("हिन्दी", "भाषा"), Words.of("हिन्दी भाषा"));
  }

  @Test
  void takesCharactersOfScriptsWithoutSpacesOneByOne() {
    assertEquals(List.of("東", "京", "tokyo", "は"), Words.of("東京Tokyoは"));
    assertEquals(List.of("กี่", "ค", "น"), Words.of("กี่คน"));
  }

  @Test
  void hashesJustWhereItSplits() {
    Random random = new Random(7);
    String alphabet = "abz09 .,-!éÉ\u0301東กี\u0e35ß\ud83d\ude00'\n";
    int[] points = alphabet.codePoints().toArray();
    Map<String, Long> seen = new HashMap<>();
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder();
      random
          .ints(random.nextInt(20), 0, points.length)
          .forEach(i -> text.appendCodePoint(points[i]));
      List<String> words = Words.of(text.toString());
      long[] hashes = Words.hashes(text.toString());
      assertEquals(words.size(), hashes.length, text.toString());
      for (int i = 0; i < hashes.length; i++) {
        Long before = seen.putIfAbsent(words.get(i), hashes[i]);
        assertEquals(before == null ? hashes[i] : before, hashes[i], words.get(i));
      }
    }
    assertEquals(seen.size(), seen.values().stream().distinct().count());
    assertEquals(seen.size(), seen.keySet().stream().collect(Collectors.toSet()).size());
  }

  @Test
  void growsWithManyShortWords() {
    String text = "a ".repeat(10_001);
    long[] hashes = Words.hashes(text);
    assertEquals(10_001, hashes.length);
    assertEquals(hashes[0], hashes[10_000]);
  }

  @Test
  void ngramsAreThoseOfTheWindowWhereverItStands() {
    long[] words = Words.hashes("one two three four one two three");
    long[] grams = Ngrams.hashes(words, 3);
    assertEquals(5, grams.length);
    assertEquals(grams[0], grams[4]);
    assertEquals(5 - 1, java.util.Arrays.stream(grams).distinct().count());
    assertEquals(grams[1], Ngrams.whole(Words.hashes("Two, three; four")));
    assertNotEquals(
        Ngrams.whole(Words.hashes("two three")), Ngrams.whole(Words.hashes("three two")));
    assertArrayEquals(new long[0], Ngrams.hashes(words, 8));
  }
}
