package dev.herder.cli.console;

import dev.herder.core.report.Progress;
import dev.herder.core.run.MetricSink;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows a stage's steps on standard error: a bar on a terminal, plain lines elsewhere. */
public final class TerminalProgress implements MetricSink, Consumer<String>, AutoCloseable {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  private final PrintWriter err;
  private final Clock clock;
  private final Progress.Style style;
  private @Nullable Progress current;
  private long last;

  public TerminalProgress(Surroundings surroundings, boolean quiet) {
    err = surroundings.err();
    clock = surroundings.clock();
    Surroundings.Terminal terminal = surroundings.terminal();
    if (quiet) {
      style = new Progress.Style(Progress.Mode.SILENT, 80, false, BETWEEN_LINES);
    } else if (terminal.err()) {
      style = Progress.Style.bar(terminal.width(), terminal.unicode());
    } else {
      style = Progress.Style.lines(BETWEEN_LINES);
    }
  }

  @Override
  public void begin(String label, long done, long total) {
    begin(label, done, total, 1);
  }

  @Override
  public void begin(String label, long done, long total, long together) {
    end();
    last = total;
    current = new Progress(style, err, clock, label, done, total, together);
  }

  @Override
  public void accept(long step, Map<String, Object> metrics) {
    Progress progress = current;
    if (progress != null) {
      progress.accept(step, metrics);
      if (step == last) {
        end();
      }
      err.flush();
    }
  }

  /** Says a line above the bar. */
  @Override
  public void accept(String line) {
    Progress progress = current;
    if (progress != null) {
      progress.say(line);
    } else if (style.mode() != Progress.Mode.SILENT) {
      err.println(line);
    }
    err.flush();
  }

  @Override
  public void close() {
    end();
  }

  /** Leaves what is shown as it is; the next stretch has a line of its own. */
  public void end() {
    Progress progress = current;
    if (progress != null) {
      progress.close();
      err.flush();
    }
    current = null;
  }
}
