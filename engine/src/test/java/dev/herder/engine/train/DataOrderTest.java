package dev.herder.engine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DataOrderTest {
  private static final int ROWS = 23;
  private static final int BATCH = 4;
  private static final int STEPS_PER_EPOCH = 6;

  private static int[] epoch(DataOrder order, int epoch) {
    return IntStream.rangeClosed(1, STEPS_PER_EPOCH)
        .flatMap(s -> Arrays.stream(order.rowsOf((long) epoch * STEPS_PER_EPOCH + s)))
        .toArray();
  }

  @Test
  void everyEpochIsAnotherPermutation() {
    DataOrder order = new DataOrder(ROWS, BATCH, true, 42);
    Set<String> seen = new HashSet<>();
    for (int e = 0; e < 5; e++) {
      int[] rows = epoch(order, e);
      seen.add(Arrays.toString(rows));
      Arrays.sort(rows);
      assertArrayEquals(IntStream.range(0, ROWS).toArray(), rows);
    }
    assertEquals(5, seen.size());
    assertEquals(3, order.rowsOf(STEPS_PER_EPOCH).length);
    assertEquals(4, order.rowsOf(STEPS_PER_EPOCH + 1).length);
  }

  @Test
  void aStepHasTheSameRowsWhereverOneStarts() {
    DataOrder whole = new DataOrder(ROWS, BATCH, true, 42);
    for (long step = 1; step <= 20; step++) {
      int[] rows = whole.rowsOf(step);
      assertArrayEquals(new DataOrder(ROWS, BATCH, true, 42).rowsOf(step), rows);
    }
    int[] late = whole.rowsOf(15);
    whole.rowsOf(2);
    assertArrayEquals(late, whole.rowsOf(15));
  }

  @Test
  void seedsDifferAndFilesKeepTheirOrderUnshuffled() {
    int[] one = epoch(new DataOrder(ROWS, BATCH, true, 1), 0);
    int[] other = epoch(new DataOrder(ROWS, BATCH, true, 2), 0);
    assertFalse(Arrays.equals(one, other));
    assertArrayEquals(
        IntStream.range(0, ROWS).toArray(), epoch(new DataOrder(ROWS, BATCH, false, 1), 3));
  }

  @Test
  void everyRowComesFirstEquallyOften() {
    int[] first = new int[6];
    for (long seed = 0; seed < 6000; seed++) {
      first[new DataOrder(6, 1, true, seed).rowsOf(1)[0]]++;
    }
    for (int count : first) {
      // 1000 expected with a standard deviation of 29.
      assertEquals(1000, count, 150);
    }
  }
}
