package dev.herder.engine.batch;

/**
 * A run of consecutive tokens of a packed batch. It attends causally to itself and fully to its
 * chain of parents; its positions continue from the parent's end.
 *
 * @param start index of its first token in the batch
 * @param length number of tokens, at least 1
 * @param parent index of the parent segment, or -1 for a root
 */
public record Segment(int start, int length, int parent) {
  public Segment {
    if (start < 0 || length < 1 || parent < -1) {
      throw new IllegalArgumentException(
          "bad segment (%d, %d, %d)".formatted(start, length, parent));
    }
  }
}
