package dev.herder.pipelines.heldout;

import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Prompts that models are judged by.
 *
 * <p>The prompts themselves are visible in this package alone: to {@link HeldOutScoring}, which
 * gives back scores, and to {@link ContaminationCheck}, which says whether a row's prompt is among
 * them. No step that trains can open them.
 */
public final class HeldOut {
  private final List<Row.Prompt> prompts;

  private HeldOut(List<Row.Prompt> prompts) {
    this.prompts = prompts;
  }

  /**
   * Reads a file of prompts.
   *
   * @throws dev.herder.core.UserError if it is missing, empty or has bad rows
   */
  public static HeldOut read(Path file) throws IOException {
    return new HeldOut(RowReader.read(List.of(file), Purpose.PROMPTS).prompts());
  }

  /** How many there are. */
  public int size() {
    return prompts.size();
  }

  List<Row.Prompt> prompts() {
    return prompts;
  }
}
