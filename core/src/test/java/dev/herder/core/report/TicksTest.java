package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.report.Ticks.Mark;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {
  private static String labels(Ticks ticks) {
    return ticks.marks().stream().map(Mark::label).collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 5, 0 0.2 0.4 0.6 0.8 1.0",
    "0.93, 2.41, 5, 1.0 1.5 2.0",
    "-3, 12, 4, 0 5 10",
    "0, 100000, 5, 0 20k 40k 60k 80k 100k",
    "0, 1500, 3, 0 0.5k 1.0k 1.5k",
    "0, 2e-5, 4, 0 0.5e-5 1.0e-5 1.5e-5 2.0e-5",
    "1000000, 1000080, 4, 1.00000M 1.00002M 1.00004M 1.00006M 1.00008M",
    "-2e9, -1e9, 2, -2.0G -1.5G -1.0G",
    "0, 3e20, 3, 0 1e20 2e20 3e20",
    "7.1, 7.9, 1, ''",
  })
  void linearMarksAreRoundAndLabelledAlike(double low, double high, int most, String expected) {
    assertEquals(expected, labels(Ticks.linear(low, high, most)));
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 6, 1 2 3", "0, 2, 6, 0 1 2", "1, 1200, 6, 0.2k 0.4k 0.6k 0.8k 1.0k 1.2k"})
  void wholeMarksAreNeverCloserThanOne(double low, double high, int most, String expected) {
    assertEquals(expected, labels(Ticks.whole(low, high, most)));
  }

  @ParameterizedTest
  @CsvSource({
    "1e-5, 100, 9, 1e-5 1e-4 0.001 0.01 0.1 1 10 100",
    "1e-5, 100, 4, 1e-5 0.001 0.1 10",
    "0.3, 8, 5, 0.5 1 2 5",
    "1.1, 1.9, 4, 1.2 1.4 1.6 1.8",
  })
  void logarithmicMarksAreDecadesOrFiner(double low, double high, int most, String expected) {
    assertEquals(expected, labels(Ticks.logarithmic(low, high, most)));
  }

  @Test
  void marksLieInsideAndAreFew() {
    Random random = new Random(3);
    for (int trial = 0; trial < 2000; trial++) {
      double scale = Math.pow(10, random.nextInt(300) - 150);
      double low = scale * random.nextGaussian();
      double high = low + scale * Math.abs(random.nextGaussian()) + scale * 1e-6;
      Ticks ticks = Ticks.linear(low, high, 6);
      assertTrue(ticks.marks().size() >= 1 && ticks.marks().size() <= 7, () -> labels(ticks));
      for (Mark mark : ticks.marks()) {
        double slack = 1e-9 * (high - low);
        assertTrue(mark.value() >= low - slack && mark.value() <= high + slack);
      }
    }
  }
}
