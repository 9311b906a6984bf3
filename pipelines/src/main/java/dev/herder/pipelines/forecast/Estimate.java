package dev.herder.pipelines.forecast;

/**
 * What a step may take.
 *
 * @param seconds wall time; 0 for a step that is reused
 * @param bytes on the disk when it is done; 0 for a step that is reused
 * @param basis what the time rests on, for people
 */
public record Estimate(double seconds, long bytes, String basis) {
  /** Of a step that is reused. */
  static Estimate nothing() {
    return new Estimate(0, 0, "");
  }
}
