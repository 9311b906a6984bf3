package dev.herder.core.overlap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.herder.core.overlap.ItemIndex.Match;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ItemIndexTest {
  @Test
  void tellsTheItemAndHowMuchOfItATextHolds() {
    ItemIndex index =
        ItemIndex.of(3, 5, List.of("one two three four five six", "seven eight nine ten"));
    assertEquals(new Match(0, 4, 6), index.best(List.of("and Two three, four five; go")));
    assertEquals(new Match(1, 4, 4), index.best(List.of("seven eight nine", "eight nine ten")));
    assertEquals(1.0, new Match(1, 4, 4).share());
    assertNull(index.best(List.of("two three", "nine ten eleven", "")));
    assertEquals(2, index.items());
  }

  @Test
  void leavesOutTheWordingThatItemsShare() {
    List<String> items = new ArrayList<>();
    for (String subject : List.of("cats", "dogs", "cows", "bees")) {
      items.add(
          "please tell me all you know about " + subject + " in the old " + subject + " book");
    }
    ItemIndex index = ItemIndex.of(3, 2, items);
    assertNull(index.best(List.of("please tell me all you know about birds in the old time")));
    Match match = index.best(List.of(items.get(2)));
    assertEquals(new Match(2, 8, 8), match);
  }

  @Test
  void countsTheSameItemOnce() {
    ItemIndex index = ItemIndex.of(2, 1, List.of("a b c", "A, b; c!", "x y z"));
    assertEquals(new Match(0, 3, 3), index.best(List.of("a b c")));
    assertEquals(3, index.items());
  }

  @Test
  void findsShortItemsOnlyWhole() {
    ItemIndex index = ItemIndex.of(8, 5, List.of("What is 2 plus 2?"));
    assertEquals(new Match(0, 5, 5), index.best(List.of("WHAT is 2 plus 2")));
    assertNull(index.best(List.of("what is 2 plus 2 or 3")));
  }

  @Test
  void agreesWithAPlainSearch() {
    Random random = new Random(5);
    for (int round = 0; round < 150; round++) {
      int n = 2 + random.nextInt(3);
      List<String> items = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        items.add(text(random, n + random.nextInt(8)));
      }
      String text = text(random, 25);
      ItemIndex index = ItemIndex.of(n, 100, items);
      Match best = null;
      for (int i = 0; i < items.size(); i++) {
        List<String> words = Words.of(items.get(i));
        if (Words.of(items.get(i)).equals(words) && items.indexOf(items.get(i)) < i) {
          continue;
        }
        Set<Integer> covered = new HashSet<>();
        for (int j = 0; j + n <= words.size(); j++) {
          if (holds(Words.of(text), words.subList(j, j + n))) {
            for (int k = j; k < j + n; k++) {
              covered.add(k);
            }
          }
        }
        Match match = new Match(i, covered.size(), words.size());
        if (!covered.isEmpty() && (best == null || match.share() > best.share())) {
          best = match;
        }
      }
      assertEquals(best, index.best(List.of(text)));
    }
  }

  private static boolean holds(List<String> words, List<String> part) {
    for (int i = 0; i + part.size() <= words.size(); i++) {
      if (words.subList(i, i + part.size()).equals(part)) {
        return true;
      }
    }
    return false;
  }

  private static String text(Random random, int words) {
    return random
        .ints(words, 0, 4)
        .mapToObj(i -> String.valueOf((char) ('a' + i)))
        .collect(Collectors.joining(" "));
  }
}
