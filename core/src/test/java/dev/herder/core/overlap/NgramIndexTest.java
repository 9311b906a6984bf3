package dev.herder.core.overlap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NgramIndexTest {
  @Test
  void countsTheTokensInsideCommonNgrams() {
    NgramIndex index = NgramIndex.of(3, List.of("x x x x", "the quick brown fox jumps"));
    NgramIndex.Overlap overlap = index.overlap("A quick, BROWN fox jumps over the quick brown dog");
    assertEquals(new NgramIndex.Overlap(10, 7, 1), overlap);
    assertEquals(0.7, overlap.share());
    assertEquals(new NgramIndex.Overlap(2, 0, -1), index.overlap("quick brown"));
    assertEquals(0, index.overlap("").share());
  }

  @Test
  void findsShortTextsAsAWholeOnly() {
    NgramIndex index = NgramIndex.of(8, List.of("What is 2 plus 2?"));
    assertEquals(5, index.overlap("what is 2 plus 2").contaminated());
    assertEquals(0, index.overlap("what is 2 plus 2 times 3").contaminated());
    assertEquals(0, index.overlap("what is 2 plus").contaminated());
    assertEquals(1, index.size());
  }

  @Test
  void agreesWithSetsOfLists() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      int n = 1 + random.nextInt(5);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        texts.add(text(random, n + random.nextInt(12)));
      }
      Set<List<String>> grams = new HashSet<>();
      texts.forEach(text -> grams.addAll(windows(Words.of(text), n)));
      NgramIndex index = NgramIndex.of(n, texts);
      assertEquals(grams.size(), index.size());
      String asked = text(random, n + random.nextInt(30));
      List<String> words = Words.of(asked);
      Set<Integer> inside = new HashSet<>();
      List<List<String>> windows = windows(words, n);
      for (int i = 0; i < windows.size(); i++) {
        if (grams.contains(windows.get(i))) {
          for (int j = i; j < i + n; j++) {
            inside.add(j);
          }
        }
      }
      assertEquals(inside.size(), index.overlap(asked).contaminated(), asked);
    }
  }

  @Test
  void tableHoldsWhatAMapHolds() {
    Random random = new Random(3);
    HashTable table = new HashTable(0);
    Map<Long, Integer> map = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      long key = random.nextInt(20_000) * 0x1_0000_0000L;
      Integer before = map.put(key, i);
      assertEquals(before == null ? HashTable.ABSENT : before, table.put(key, i));
    }
    map.forEach((key, value) -> assertEquals(value, table.get(key)));
    assertEquals(map.size(), table.size());
    assertEquals(HashTable.ABSENT, table.get(1));
    assertEquals(map.get(0L), table.putIfAbsent(0, 7));
    assertThrows(IllegalArgumentException.class, () -> table.put(5, -1));
  }

  @Test
  void refusesNgramsOfNothing() {
    assertThrows(IllegalArgumentException.class, () -> NgramIndex.builder(0));
    assertThrows(IllegalArgumentException.class, () -> Ngrams.hashes(new long[1], 0));
  }

  private static String text(Random random, int words) {
    return random
        .ints(words, 0, 4)
        .mapToObj(i -> String.valueOf((char) ('a' + i)))
        .collect(Collectors.joining(" "));
  }

  private static List<List<String>> windows(List<String> words, int n) {
    List<List<String>> windows = new ArrayList<>();
    for (int i = 0; i + n <= words.size(); i++) {
      windows.add(words.subList(i, i + n));
    }
    return windows;
  }
}
