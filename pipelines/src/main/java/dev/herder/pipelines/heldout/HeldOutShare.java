package dev.herder.pipelines.heldout;

import dev.herder.core.UserError;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.run.Hashes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Sets a share of the prompts aside. */
public final class HeldOutShare {
  private HeldOutShare() {}

  /**
   * Writes the prompts to hold out, in the order of the file.
   *
   * <p>Which questions they are depends on the questions and the seed alone, not on the order of
   * the rows; all rows with the same question go together. At least one question is held out.
   *
   * @param fraction of the different questions, between 0 and 1
   * @return the file written
   * @throws UserError if the file has fewer than two different questions
   */
  public static Path setAside(Path prompts, double fraction, long seed, Path file)
      throws IOException {
    List<Row> rows = RowReader.read(List.of(prompts), Purpose.PROMPTS).rows();
    List<String> questions =
        rows.stream()
            .map(row -> PromptKeys.of((Row.Prompt) row))
            .distinct()
            .sorted(Comparator.comparing(question -> Hashes.ofString(seed + " " + question)))
            .toList();
    if (questions.size() < 2) {
      throw new UserError(
          prompts + ": only one question, expected at least two, one of them to hold out");
    }
    long count = Math.round(fraction * questions.size());
    int share = (int) Math.max(1, Math.min(questions.size() - 1, count));
    Set<String> heldOut = new HashSet<>(questions.subList(0, share));
    try (JsonlWriter out = JsonlWriter.create(file)) {
      for (Row row : rows) {
        if (heldOut.contains(PromptKeys.of((Row.Prompt) row))) {
          out.write(row);
        }
      }
      out.commit();
    }
    return file;
  }
}
