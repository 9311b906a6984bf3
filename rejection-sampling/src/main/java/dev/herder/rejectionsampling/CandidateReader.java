package dev.herder.rejectionsampling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.herder.core.UserError;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.select.Scored;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of answers prompt by prompt: n rows each, in the order of the prompts and samples.
 *
 * <p>Only one prompt's answers are in memory. What a kill left of the last prompt is passed over.
 */
final class CandidateReader implements Closeable {
  /** One row. */
  record Entry(Completion answer, JsonNode node) {}

  /**
   * One prompt's answers.
   *
   * @param scored those that have a score, by sample index
   * @param unscored how many could get none
   */
  record Group(Row.Prompt prompt, List<Scored> scored, int unscored) {
    Group {
      scored = List.copyOf(scored);
    }
  }

  /**
   * What a user may do.
   *
   * @param otherwise about rows that do not belong to the prompts, or are damaged
   * @param incomplete about a file that ends too early
   */
  private record Remedy(String otherwise, String incomplete) {
    /** For a file that a run writes. */
    static Remedy own() {
      return new Remedy(
          "choose another folder to write to, or delete the file to draw its answers again",
          "draw the missing answers first");
    }

    /** For a file that the user gave. */
    static Remedy given() {
      String same =
          "give the --prompts and the number of answers (--k) that the file was drawn with";
      return new Remedy(same, same);
    }
  }

  private final Path file;
  private final Remedy remedy;
  private final List<Row.Prompt> prompts;
  private final int n;
  private final Lines lines;
  private final long size;
  private int group;
  private long end;

  /**
   * Opens the file.
   *
   * @param prompts the prompts that were answered, in their order
   * @param n answers per prompt
   */
  CandidateReader(Path file, List<Row.Prompt> prompts, int n) throws IOException {
    this(file, prompts, n, Remedy.own());
  }

  /** Opens a file that the user gave, as {@link #CandidateReader(Path, List, int)}. */
  static CandidateReader ofGiven(Path file, List<Row.Prompt> prompts, int n) throws IOException {
    return new CandidateReader(file, prompts, n, Remedy.given());
  }

  private CandidateReader(Path file, List<Row.Prompt> prompts, int n, Remedy remedy)
      throws IOException {
    this.file = file;
    this.remedy = remedy;
    this.prompts = prompts;
    this.n = n;
    this.size = Files.size(file);
    this.lines = new Lines(file);
  }

  /**
   * The answers to the next prompt, or null where the file has no more whole prompts.
   *
   * @throws UserError if a row is damaged or answers another prompt
   */
  @Nullable List<Entry> next() throws IOException {
    List<Entry> entries = new ArrayList<>(n);
    for (int sample = 0; sample < n; sample++) {
      byte[] line = lines.next();
      if (line == null) {
        return null;
      }
      if (group == prompts.size()) {
        throw damaged("the prompts are fewer than those answered here", null);
      }
      try {
        JsonNode node = CandidateJson.parse(line);
        entries.add(new Entry(CandidateJson.completion(node, prompts.get(group), sample), node));
      } catch (JsonProcessingException e) {
        if (lines.offset() == size) {
          // A power cut can leave a last line with an end but without its content.
          return null;
        }
        throw damaged("not JSON", e);
      } catch (IOException e) {
        throw damaged(String.valueOf(e.getMessage()), e);
      }
    }
    group++;
    end = lines.offset();
    return entries;
  }

  /** As {@link #next}, with the scores. */
  @Nullable Group nextScored() throws IOException {
    List<Entry> entries = next();
    if (entries == null) {
      return null;
    }
    List<Scored> scored = new ArrayList<>(n);
    for (Entry entry : entries) {
      if (CandidateJson.isUnscored(entry.node())) {
        continue;
      }
      try {
        scored.add(new Scored(entry.answer(), CandidateJson.score(entry.node())));
      } catch (IOException e) {
        throw damaged(String.valueOf(e.getMessage()), e);
      }
    }
    return new Group(entries.get(0).answer().prompt(), scored, n - scored.size());
  }

  /**
   * Checks that every prompt was given.
   *
   * @throws UserError if the file ends before that
   */
  void requireComplete() {
    if (group < prompts.size()) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%s: answers %d of %d prompts; %s",
              file,
              group,
              prompts.size(),
              remedy.incomplete()));
    }
  }

  /** Prompts given so far. */
  int prompts() {
    return group;
  }

  /** The bytes up to the end of the last prompt given. */
  long end() {
    return end;
  }

  private UserError damaged(String what, @Nullable Throwable cause) {
    return new UserError(
        String.format(Locale.ROOT, "%s:%d: %s; %s", file, lines.line(), what, remedy.otherwise()),
        cause);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
