package dev.herder.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DistributionTest {
  @Test
  void nearestRanks() {
    long[] numbers = LongStream.rangeClosed(1, 200).map(n -> 201 - n).toArray();
    assertEquals(new Distribution(200, 20_100, 1, 100, 180, 198, 200), Distribution.of(numbers));
    assertEquals(100.5, Distribution.of(numbers).mean());
    assertEquals(new Distribution(1, 7, 7, 7, 7, 7, 7), Distribution.of(new long[] {7}));
    assertEquals(new Distribution(3, 9, 1, 3, 5, 5, 5), Distribution.of(new long[] {5, 1, 3}));
  }

  @Test
  void nothing() {
    assertEquals(new Distribution(0, 0, 0, 0, 0, 0, 0), Distribution.of(new long[0]));
    assertEquals(0, Distribution.of(new long[0]).mean());
  }
}
