package dev.herder.cli.console;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Ctrl-C and SIGTERM: the first asks the run to save and stop after its step, the second aborts.
 *
 * <p>Until {@link #listen} is called the signals end the process at once, as commands that have
 * nothing to save want it.
 */
public final class Stop implements BooleanSupplier {
  /** The exit code of a process that was ended by SIGINT. */
  private static final int INTERRUPTED = 130;

  /** The exit code of a process that was ended by SIGTERM. */
  private static final int TERMINATED = 143;

  private final Signals signals;
  private final IntConsumer abort;
  private volatile int exitCode;
  private boolean listening;

  /**
   * A stop that nobody has asked for yet.
   *
   * @param signals delivers the signals
   * @param abort ends the process at once with an exit code
   */
  public Stop(Signals signals, IntConsumer abort) {
    this.signals = signals;
    this.abort = abort;
  }

  /**
   * From here on, signals ask before they end the process.
   *
   * @param talk receives the line that tells the user what happens
   */
  public synchronized void listen(Consumer<String> talk) {
    if (!listening) {
      listening = true;
      signals.on("INT", () -> received(INTERRUPTED, talk));
      signals.on("TERM", () -> received(TERMINATED, talk));
    }
  }

  /**
   * From here on Ctrl-C runs the handler and nothing else; SIGTERM keeps its meaning.
   *
   * @param handler runs on a thread of its own; may call {@link #abort}
   */
  public void onInterrupt(Runnable handler) {
    signals.on("INT", handler);
  }

  /** Ends the process at once, as an interrupt that nobody handles does. */
  public void abort() {
    abort.accept(INTERRUPTED);
  }

  private synchronized void received(int code, Consumer<String> talk) {
    if (getAsBoolean()) {
      abort.accept(code);
      return;
    }
    exitCode = code;
    talk.accept("stopping after this step, again to abort");
  }

  /** Whether the user has asked to stop. */
  @Override
  public boolean getAsBoolean() {
    return exitCode != 0;
  }

  /** The exit code of a run that ended with {@code code}: a run that was stopped is not done. */
  public int exitCodeOf(int code) {
    return code == 0 ? exitCode : code;
  }
}
