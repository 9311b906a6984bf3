package dev.herder.rejectionsampling;

import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A generator that gives the answers of a file again, so that they can be scored anew. */
public final class RecordedAnswers implements Generator {
  private final Path file;
  private final List<Row.Prompt> prompts;

  /**
   * Answers from a file that {@link Candidates} wrote.
   *
   * @param prompts the prompts that the file answers, in its order
   */
  public RecordedAnswers(Path file, List<Row.Prompt> prompts) {
    this.file = file;
    this.prompts = List.copyOf(prompts);
  }

  /** A file that answers other prompts is told before anything is written. */
  @Override
  public void require(List<Row.Prompt> wanted, Sampling sampling) {
    try (CandidateReader reader = CandidateReader.ofGiven(file, prompts, sampling.n())) {
      while (reader.next() != null) {
        // Reading checks that the rows belong to the prompts.
      }
      reader.requireComplete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void generate(List<Row.Prompt> wanted, Sampling sampling, Consumer<Completion> sink) {
    Set<Row.Prompt> asked = new HashSet<>(wanted);
    try (CandidateReader reader = CandidateReader.ofGiven(file, prompts, sampling.n())) {
      for (List<CandidateReader.Entry> group = reader.next();
          group != null;
          group = reader.next()) {
        if (asked.contains(group.get(0).answer().prompt())) {
          group.forEach(entry -> sink.accept(entry.answer()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
