package dev.herder.pipelines.journal;

import dev.herder.core.run.Artifact;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What happened to a step. Times are for people; nothing is decided by them. */
public sealed interface JournalEvent {
  /** The step's name. */
  String step();

  /** When it happened. */
  Instant at();

  /** An attempt begins; what an earlier identity made in the folder is gone. */
  record Started(String step, Identity identity, Instant at) implements JournalEvent {}

  /** The step was done before, with the same fingerprint. */
  record Reused(String step, String fingerprint, Instant at) implements JournalEvent {}

  /**
   * The step is done.
   *
   * @param outputs the files of the result, relative to the step's folder
   * @param seconds how long the attempt that finished it took
   */
  record Finished(
      String step,
      String fingerprint,
      List<Artifact> outputs,
      Map<String, Object> summary,
      double seconds,
      Instant at)
      implements JournalEvent {
    public Finished {
      outputs = List.copyOf(outputs);
      summary = Collections.unmodifiableMap(new TreeMap<>(summary));
    }
  }

  /** An attempt ended with an error. */
  record Failed(String step, String fingerprint, String message, Instant at)
      implements JournalEvent {}
}
