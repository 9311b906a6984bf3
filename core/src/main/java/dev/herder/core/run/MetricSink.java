package dev.herder.core.run;

import java.util.Map;

/** Receives the metrics of each step as they happen. */
@FunctionalInterface
public interface MetricSink {
  /**
   * Takes one step's metrics.
   *
   * @param step the optimiser step, from 1
   * @param metrics names (TRL's) and values, in the order to show them
   */
  void accept(long step, Map<String, Object> metrics);

  /**
   * Announces a stretch of steps before the first of them; for those who show progress.
   *
   * @param label what is being done
   * @param done steps done before, by an earlier run
   * @param total steps of the whole stretch
   */
  default void begin(String label, long done, long total) {}

  /**
   * Announces a stretch whose steps are not worked on one after the other.
   *
   * @param together steps that may be under way at the same time, at least 1: the first of them to
   *     end tells nothing of the pace
   */
  default void begin(String label, long done, long total, long together) {
    begin(label, done, total);
  }

  /** Forgets everything. */
  static MetricSink none() {
    return (step, metrics) -> {};
  }
}
