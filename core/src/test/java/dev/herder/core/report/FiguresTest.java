package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1.23456, 1.23",
    "45.67, 45.7",
    "999.4, 999",
    "999.6, 1k",
    "1234.5, 1.23k",
    "-56789, -56.8k",
    "1e6, 1M",
    "7.8e12, 7.8T",
    "9.99e14, 999T",
    "1e15, 1e15",
    "0.00789, 0.00789",
    "0.000999, 9.99e-4",
    "0.0009999, 0.001",
    "2e-5, 2e-5",
    "-4.5e-320, -4.5e-320",
    "NaN, NaN",
    "Infinity, ∞",
    "-Infinity, -∞",
  })
  void compactHasThreeSignificantDigits(double value, String expected) {
    assertEquals(expected, Figures.compact(value));
  }

  @ParameterizedTest
  @CsvSource({"2.302585, 2.303", "12345.678, 12.35k", "0.5, 0.5"})
  void compactTakesOtherPrecisions(double value, String expected) {
    assertEquals(expected, Figures.compact(value, 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"0; 0", "999; 999", "1234567; 1,234,567", "-45678; -45,678"})
  void countsHaveSeparators(long value, String expected) {
    assertEquals(expected, Figures.count(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 %",
    "1, 100 %",
    "0.00001, <0.1 %",
    "0.99999, >99.9 %",
    "0.713, 71.3 %",
    "0.25, 25 %",
    "1.5, 150 %",
    "-0.031, -3.1 %",
    "NaN, NaN"
  })
  void sharesNeverRoundToNoneOrAll(double value, String expected) {
    assertEquals(expected, Figures.share(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0.25, 0.25 MiB",
    "812.4, 812 MiB",
    "1023.7, 1024 MiB",
    "1024, 1 GiB",
    "3287, 3.21 GiB",
    "2097152, 2048 GiB",
    "NaN, NaN"
  })
  void memoryIsInBinaryUnits(double value, String expected) {
    assertEquals(expected, Figures.mebibytes(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s, 00:00",
    "8.44, 8.4 s, 00:08",
    "59.94, 59.9 s, 01:00",
    "59.96, 1 min 00 s, 01:00",
    "185, 3 min 05 s, 03:05",
    "3599.6, 1 h 00 min, 1:00:00",
    "7456, 2 h 04 min, 2:04:16",
    "273600, 3 d 04 h, 76:00:00",
    "NaN, NaN, --:--",
    "Infinity, ∞, --:--"
  })
  void durationsHaveTwoUnits(double seconds, String words, String digits) {
    assertEquals(words, Figures.duration(seconds));
    assertEquals(digits, Figures.stopwatch(seconds));
  }
}
