package dev.herder.pipelines;

import java.nio.file.Path;

/**
 * Rows that a training step may read: held-out prompts are not among them.
 *
 * <p>Only the steps of this package make one, of files that they have looked through.
 */
public final class TrainingData {
  private final Path file;

  TrainingData(Path file) {
    this.file = file;
  }

  /** The file of rows, as JSON Lines; at least one row. */
  public Path file() {
    return file;
  }
}
