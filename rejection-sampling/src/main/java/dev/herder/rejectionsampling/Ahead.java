package dev.herder.rejectionsampling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the answers to prompts that are finished before an earlier one, in a file beside the file
 * of answers, so that a kill does not lose them.
 *
 * <p>One line a prompt: its place among the prompts and its n answers. The file is there only while
 * answers are missing; it belongs to the file of answers and goes with it.
 */
final class Ahead implements Closeable {
  private static final String PLACE = "place";
  private static final String ANSWERS = "answers";

  private final Path file;
  private final Map<Integer, List<Completion>> kept;
  private @Nullable JsonlWriter rows;

  private Ahead(Path file, Map<Integer, List<Completion>> kept) {
    this.file = file;
    this.kept = kept;
  }

  /** The file that belongs to a file of answers. */
  static Path file(Path answers) {
    return answers.resolveSibling(answers.getFileName() + ".ahead");
  }

  /**
   * Reads what an interrupted run left. Lines from the first that is torn, or answers another
   * prompt, are removed: those answers are drawn again.
   *
   * @param prompts all prompts, in their order
   * @param n answers per prompt
   * @param done prompts whose answers are in the file of answers
   */
  static Ahead open(Path answers, List<Row.Prompt> prompts, int n, int done) throws IOException {
    Path file = file(answers);
    if (!Files.exists(answers)) {
      Files.deleteIfExists(file);
    }
    Map<Integer, List<Completion>> kept = new TreeMap<>();
    if (Files.exists(file)) {
      long end = 0;
      try (Lines lines = new Lines(file)) {
        byte[] line = lines.next();
        while (line != null && take(line, prompts, n, done, kept)) {
          end = lines.offset();
          line = lines.next();
        }
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(end);
      }
    }
    return new Ahead(file, kept);
  }

  /** Reads one line; false if it is damaged or of other prompts. */
  private static boolean take(
      byte[] line, List<Row.Prompt> prompts, int n, int done, Map<Integer, List<Completion>> kept) {
    try {
      JsonNode node = CandidateJson.parse(line);
      int place = node.path(PLACE).asInt(-1);
      List<Completion> group = group(node.path(ANSWERS), place, prompts, n);
      if (place >= done) {
        kept.put(place, group);
      }
      return true;
    } catch (IOException damaged) {
      return false;
    }
  }

  private static List<Completion> group(
      JsonNode answers, int place, List<Row.Prompt> prompts, int n) throws IOException {
    if (place < 0 || place >= prompts.size() || answers.size() != n) {
      throw new IOException("not the answers to one of the prompts");
    }
    List<Completion> group = new ArrayList<>(n);
    for (int sample = 0; sample < n; sample++) {
      group.add(CandidateJson.completion(answers.get(sample), prompts.get(place), sample));
    }
    return group;
  }

  /** The answers that are kept, by the place of their prompt. */
  Map<Integer, List<Completion>> kept() {
    return kept;
  }

  /**
   * Keeps the answers to a prompt.
   *
   * @param place of the prompt among all
   */
  void keep(int place, List<Completion> group) throws IOException {
    JsonlWriter to = rows;
    if (to == null) {
      to = JsonlWriter.append(file);
      rows = to;
    }
    to.write(
        Map.of(
            PLACE,
            place,
            ANSWERS,
            group.stream().map(answer -> CandidateJson.answer(answer, null, null)).toList()));
  }

  /** Removes the file, when all answers are where they belong. */
  void delete() throws IOException {
    close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    JsonlWriter open = rows;
    rows = null;
    if (open != null) {
      open.close();
    }
  }
}
