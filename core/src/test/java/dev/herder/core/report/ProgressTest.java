package dev.herder.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.report.Progress.Style;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  /** A clock that stands until it is moved. */
  private static final class HandClock extends Clock {
    private long millis = 1_000_000;

    void advance(double seconds) {
      millis += Math.round(1000 * seconds);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }
  }

  private final HandClock clock = new HandClock();
  private final StringBuilder out = new StringBuilder();

  private static Map<String, Object> metrics(double loss) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("loss", loss);
    metrics.put("grad_norm", 7.7);
    metrics.put("tokens_per_second", 1234.5);
    metrics.put("mfu", 0.684);
    metrics.put("memory_mib", 3287);
    return metrics;
  }

  @Test
  void theTimeOfTheWholeRunStandsBesideThatOfTheStep() {
    try (Progress progress =
        new Progress(Style.lines(Duration.ZERO), out, clock, "3/20 round-1/sft", 0, 4)) {
      clock.advance(10);
      progress.accept(1, Map.of("run_seconds_left", 754.0));
      clock.advance(10);
      progress.accept(4, Map.of("run_seconds_left", 700.0));
    }
    assertEquals(
        """
        3/20 round-1/sft  1/4  25 %  00:30 left  12:34 in all
        3/20 round-1/sft  4/4  100 %  11:40 in all
        """,
        out.toString());
  }

  /** Of answers in flight together the first says nothing of the pace, and all of them do. */
  @Test
  void theTimeLeftIsToldOnceItIsKnown() {
    try (Progress progress =
        new Progress(Style.lines(Duration.ZERO), out, clock, "prompts", 0, 100, 4)) {
      clock.advance(40);
      progress.accept(1, Map.of());
      progress.accept(2, Map.of());
      progress.accept(3, Map.of());
      clock.advance(4);
      progress.accept(4, Map.of());
      clock.advance(44);
      progress.accept(8, Map.of());
    }
    assertEquals(
        """
        prompts  1/100  1 %  --:-- left
        prompts  2/100  2 %  --:-- left
        prompts  3/100  3 %  --:-- left
        prompts  4/100  4 %  17:36 left
        prompts  8/100  8 %  16:52 left
        """,
        out.toString());
  }

  @Test
  void theBarRedrawsOneLineInPlace() {
    try (Progress progress =
        new Progress(
            new Style(Progress.Mode.BAR, 121, true, Duration.ZERO), out, clock, "sft", 0, 4)) {
      clock.advance(10);
      progress.accept(1, metrics(2.34567));
      clock.advance(10);
      progress.accept(4, Map.of());
    }
    String metrics = "  loss 2.346  1.23k tok/s  MFU 68 %  3.21 GiB  00:30 left";
    String first = "sft  " + "━".repeat(10) + "─".repeat(30) + "  1/4  25 %" + metrics;
    String last = "sft  " + "━".repeat(40) + "  4/4  100 %";
    assertEquals(
        "\r" + first + "\r" + last + " ".repeat(first.length() - last.length()) + "\n",
        out.toString());
  }

  @Test
  void theBarGrowsByHalves() {
    Progress progress =
        new Progress(new Style(Progress.Mode.BAR, 43, true, Duration.ZERO), out, clock, "", 0, 25);
    clock.advance(2);
    progress.accept(7, Map.of("loss", 3));
    // 7 of 25 is 2.8 of 10 columns.
    assertEquals("\r━━╸───────  7/25  28 %  loss 3  00:05 left", out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "100|sft  [###########------------]  50/100  50 %  loss 2.5  1.23k tok/s  MFU 68 %  3.21 GiB  00:50 left",
        "70|sft  [######-------]  50/100  50 %  loss 2.5  1.23k tok/s  00:50 left",
        "50|sft  [######------]  50/100  loss 2.5  00:50 left",
        "30|50/100  loss 2.5  00:50 left",
        "20|50/100  00:50 left",
        "10|50/100",
        "4|50/",
        "0|5"
      })
  void aNarrowTerminalLosesTheLeastDearFirst(int width, String expected) {
    Progress progress =
        new Progress(
            new Style(Progress.Mode.BAR, width, false, Duration.ZERO), out, clock, "sft", 0, 100);
    clock.advance(50);
    progress.accept(50, metrics(2.5));
    String line = out.substring(1);
    assertTrue(line.length() < Math.max(2, width), line);
    assertEquals(expected, line);
  }

  @Test
  void linesHaveNoControlCharactersAndKeepTheInterval() {
    try (Progress progress =
        new Progress(Style.lines(Duration.ofSeconds(10)), out, clock, "dpo", 100, 2000)) {
      for (int step = 101; step <= 107; step++) {
        clock.advance(4);
        progress.accept(step, metrics(step));
      }
    }
    assertEquals(
        """
        dpo  101/2,000  5 %  loss 101  1.23k tok/s  MFU 68 %  3.21 GiB  2:06:36 left
        dpo  104/2,000  5 %  loss 104  1.23k tok/s  MFU 68 %  3.21 GiB  2:06:24 left
        dpo  107/2,000  5 %  loss 107  1.23k tok/s  MFU 68 %  3.21 GiB  2:06:12 left
        """,
        out.toString());
  }

  @Test
  void theLastStepIsShownEvenIfTheRunEndsEarly() {
    try (Progress progress =
        new Progress(Style.lines(Duration.ofSeconds(10)), out, clock, "", 0, 0)) {
      progress.accept(1, Map.of("peak_rss_mib", 512));
      progress.accept(2, Map.of("peak_rss_mib", 640));
      progress.accept(3, Map.of("peak_rss_mib", 768));
    }
    assertEquals("1  512 MiB\n3  768 MiB\n", out.toString());
  }

  @Test
  void aSaidLineStandsAboveTheBar() {
    try (Progress progress =
        new Progress(
            new Style(Progress.Mode.BAR, 40, false, Duration.ZERO), out, clock, "", 0, 0)) {
      progress.say("before");
      progress.accept(1, Map.of("loss", 5));
      progress.say("saved");
    }
    assertEquals("before\n\r1  loss 5\r         \rsaved\n1  loss 5\n", out.toString());
  }

  @Test
  void silenceIsSilent() {
    try (Progress progress = new Progress(Style.silent(), out, clock, "sft", 0, 2)) {
      progress.accept(1, metrics(3));
      progress.say("words");
    }
    assertEquals("", out.toString());
  }

  @Test
  void aClosedTerminalDoesNotEndTheRun() {
    Appendable closed =
        new Appendable() {
          @Override
          public Appendable append(CharSequence text) throws IOException {
            out.append("tried ");
            throw new IOException("broken pipe");
          }

          @Override
          public Appendable append(CharSequence text, int start, int end) throws IOException {
            return append(text);
          }

          @Override
          public Appendable append(char c) throws IOException {
            return append("");
          }
        };
    try (Progress progress = new Progress(Style.lines(Duration.ZERO), closed, clock, "", 0, 9)) {
      progress.accept(1, Map.of());
      progress.accept(2, Map.of());
    }
    assertEquals("tried ", out.toString());
  }
}
