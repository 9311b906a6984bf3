package dev.herder.core.run;

import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Everything ambient that a stage may use, made explicit.
 *
 * @param seed seeds every random choice
 * @param clock tells the time for durations and for the date in manifests; never affects results
 * @param talk receives one human-readable line at a time (the command line prints it on standard
 *     error)
 * @param metrics receives each step's metrics as they happen, beside the files that a stage writes
 * @param stopRequested becomes true when the user asks to stop; a stage then saves and returns
 */
public record RunContext(
    long seed,
    Clock clock,
    Consumer<String> talk,
    MetricSink metrics,
    BooleanSupplier stopRequested) {
  /** A context for library use: seed 42, silent, never stopped. */
  public static RunContext quiet() {
    return new RunContext(42, Clock.systemUTC(), line -> {}, MetricSink.none(), () -> false);
  }

  /** The same context with another seed. */
  public RunContext withSeed(long newSeed) {
    return new RunContext(newSeed, clock, talk, metrics, stopRequested);
  }

  /** The same context with another listener. */
  public RunContext withTalk(Consumer<String> other) {
    return new RunContext(seed, clock, other, metrics, stopRequested);
  }

  /** The same context with another receiver of metrics. */
  public RunContext withMetrics(MetricSink other) {
    return new RunContext(seed, clock, talk, other, stopRequested);
  }
}
