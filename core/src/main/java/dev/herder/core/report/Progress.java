package dev.herder.core.report;

import dev.herder.core.run.MetricSink;
import java.io.Flushable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * Shows how far a run is: a bar that redraws itself, plain lines, or nothing.
 *
 * <p>Shown are, where the step's metrics have them, {@code loss}, {@code tokens_per_second}, {@code
 * mfu} (a fraction), {@code memory_mib} or else {@code peak_rss_mib}, the time left, and {@code
 * run_seconds_left} of a run that this is one step of. Methods may be called from several threads.
 * Output that cannot be written is given up silently: a closed terminal must not end a run.
 */
public final class Progress implements MetricSink, AutoCloseable {
  /** How progress is shown. */
  public enum Mode {
    /** One line that is redrawn in place; for terminals. */
    BAR,
    /** A plain line now and then, without control characters; for pipes and files. */
    LINES,
    /** Nothing at all. */
    SILENT
  }

  /**
   * The looks.
   *
   * @param mode bar, lines or silence
   * @param width columns of the terminal; the bar stays below it
   * @param unicode whether the terminal shows box-drawing characters; otherwise ASCII
   * @param interval the least time between two lines (or redraws of the bar); the first and the
   *     last are always shown
   */
  public record Style(Mode mode, int width, boolean unicode, Duration interval) {
    /** A bar redrawn at most ten times a second. */
    public static Style bar(int width, boolean unicode) {
      return new Style(Mode.BAR, width, unicode, Duration.ofMillis(100));
    }

    /** A line at most every so often. */
    public static Style lines(Duration interval) {
      return new Style(Mode.LINES, 80, false, interval);
    }

    /** Nothing. */
    public static Style silent() {
      return new Style(Mode.SILENT, 80, false, Duration.ZERO);
    }
  }

  private final Style style;
  private final Appendable out;
  private final Clock clock;
  private final ProgressLine line;
  private final Pace pace = new Pace();
  private final long together;
  private long paced;
  private long pacedAt;
  private long shownAt = Long.MIN_VALUE;
  private boolean pending;
  private int drawn;
  private String latest = "";
  private boolean broken;

  /**
   * Starts the watch.
   *
   * @param out usually standard error
   * @param label what is going on, for example {@code sft}
   * @param start the step already done, where the run resumes from; 0 for a new run
   * @param total the last step, or 0 if unknown
   */
  public Progress(Style style, Appendable out, Clock clock, String label, long start, long total) {
    this(style, out, clock, label, start, total, 1);
  }

  /**
   * Starts the watch over steps that are worked on several at a time.
   *
   * @param together how many; the time left is told once so many have ended, because until then
   *     nobody knows it
   */
  public Progress(
      Style style,
      Appendable out,
      Clock clock,
      String label,
      long start,
      long total,
      long together) {
    this.style = style;
    this.out = out;
    this.clock = clock;
    this.line = new ProgressLine(TextWidth.oneLine(label), total, style.unicode());
    this.together = together;
    this.paced = start;
    this.pacedAt = clock.millis();
  }

  /** Takes a finished step; steps may be skipped, but not repeated. */
  @Override
  public synchronized void accept(long step, Map<String, Object> metrics) {
    long now = clock.millis();
    if (step - paced >= together) {
      pace.add(step - paced, (now - pacedAt) / 1000.0);
      paced = step;
      pacedAt = now;
    }
    if (style.mode() == Mode.SILENT) {
      return;
    }
    double left = pace.secondsFor(Math.max(0, line.total() - step));
    latest =
        style.mode() == Mode.BAR
            ? line.bar(step, metrics, left, Math.max(1, style.width() - 1))
            : line.plain(step, metrics, left);
    pending = true;
    boolean first = shownAt == Long.MIN_VALUE;
    if (first || step == line.total() || now - shownAt >= style.interval().toMillis()) {
      show(now);
    }
  }

  /** Prints a line of its own, above the bar if there is one; silent mode swallows it. */
  public synchronized void say(String text) {
    if (style.mode() == Mode.SILENT) {
      return;
    }
    if (drawn > 0) {
      write("\r" + " ".repeat(drawn) + "\r");
    }
    write(text + "\n");
    if (drawn > 0) {
      write(latest);
      drawn = TextWidth.of(latest);
    }
    flush();
  }

  private void show(long now) {
    if (style.mode() == Mode.BAR) {
      int width = TextWidth.of(latest);
      // Spaces instead of an escape sequence to clear the rest: every terminal knows them.
      write("\r" + latest + " ".repeat(Math.max(0, drawn - width)));
      drawn = width;
    } else {
      write(latest + "\n");
    }
    flush();
    shownAt = now;
    pending = false;
  }

  /** Shows the last step if it was held back, and ends the bar's line. */
  @Override
  public synchronized void close() {
    if (pending) {
      show(clock.millis());
    }
    if (drawn > 0) {
      write("\n");
      drawn = 0;
      flush();
    }
  }

  private void write(String text) {
    if (broken) {
      return;
    }
    try {
      out.append(text);
    } catch (IOException e) {
      broken = true;
    }
  }

  private void flush() {
    if (!broken && out instanceof Flushable flushable) {
      try {
        flushable.flush();
      } catch (IOException e) {
        broken = true;
      }
    }
  }
}
