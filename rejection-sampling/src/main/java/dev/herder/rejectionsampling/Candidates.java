package dev.herder.rejectionsampling;

import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.Row;
import dev.herder.core.generate.Completion;
import dev.herder.core.generate.Generator;
import dev.herder.core.generate.Sampling;
import dev.herder.core.generate.Scorer;
import dev.herder.core.run.RunContext;
import dev.herder.core.select.Scored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws answers to prompts, scores them, and writes them as they finish.
 *
 * <p>The file holds {@code sampling.n()} rows for each prompt, in the order of the prompts and of
 * the samples, whatever the order in which the generator finishes them; those that are finished
 * before an earlier prompt wait in a file beside it ({@code .ahead}). A prompt's rows are written
 * one after the other; a kill leaves at most one prompt torn, which the next run removes, and then
 * goes on with the prompts that are in neither file. So an interrupted file ends byte for byte like
 * an uninterrupted one, and no prompt whose answers were finished is asked again.
 */
public final class Candidates {
  private final Generator generator;
  private final @Nullable Scorer scorer;

  /** Draws and scores. */
  public Candidates(Generator generator, Scorer scorer) {
    this.generator = generator;
    this.scorer = scorer;
  }

  /** Draws only; the rows have no {@code score}. */
  public Candidates(Generator generator) {
    this.generator = generator;
    this.scorer = null;
  }

  /**
   * How far it came.
   *
   * @param done prompts whose answers are all in the file
   * @param total prompts asked for
   */
  public record Progress(int done, int total) {
    /** Whether nothing is missing. */
    public boolean complete() {
      return done == total;
    }
  }

  /** Ends a generation that was asked to stop. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Stopped() {
      super("stopped", null, false, false);
    }
  }

  /**
   * Writes what is missing in the file.
   *
   * @param prompts all prompts; no two are equal
   * @return how far it came: to the end, unless a stop was requested
   * @throws dev.herder.core.UserError if the file holds answers to other prompts
   */
  public Progress write(Path file, List<Row.Prompt> prompts, Sampling sampling, RunContext context)
      throws IOException {
    int done = repair(file, prompts, sampling.n());
    if (done == prompts.size()) {
      Files.deleteIfExists(Ahead.file(file));
      return new Progress(done, done);
    }
    try (Ahead ahead = Ahead.open(file, prompts, sampling.n(), done);
        JsonlWriter rows = JsonlWriter.append(file)) {
      Map<Integer, List<Completion>> kept = ahead.kept();
      int known = done + kept.size();
      int together = (generator.underWay() + sampling.n() - 1) / sampling.n();
      context
          .metrics()
          .begin(scorer == null ? "prompts" : "scored", known, prompts.size(), together);
      if (known > 0) {
        context.talk().accept(known + " of " + prompts.size() + " prompts are answered already");
      }
      InOrder inOrder =
          new InOrder(
              prompts.subList(done, prompts.size()),
              sampling.n(),
              new InOrder.Sink() {
                @Override
                public void inTurn(List<Completion> answers, int finished) {
                  context.metrics().accept(done + finished, append(rows, answers));
                  if (context.stopRequested().getAsBoolean()) {
                    throw new Stopped();
                  }
                }

                @Override
                public void early(List<Completion> answers, int place, int finished) {
                  keep(ahead, done + place, answers);
                  context.metrics().accept(done + finished, Map.of());
                }
              });
      try {
        inOrder.resume(kept, done);
        List<Row.Prompt> missing = missing(prompts, done, kept.keySet());
        if (!missing.isEmpty()) {
          generator.generate(missing, sampling, inOrder);
        }
        // A generator that was asked to stop may give up what is in flight.
        if (!context.stopRequested().getAsBoolean()) {
          inOrder.requireComplete();
        }
      } catch (Stopped e) {
        // What is done is in the files.
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      Progress progress = new Progress(done + inOrder.done(), prompts.size());
      if (progress.complete()) {
        rows.commit();
        ahead.delete();
      } else {
        int waiting = inOrder.finished() - inOrder.done();
        context
            .talk()
            .accept(
                "stopped after "
                    + progress.done()
                    + " prompts"
                    + (waiting > 0 ? " and " + waiting + " later ones, which are kept" : ""));
      }
      return progress;
    }
  }

  private static List<Row.Prompt> missing(List<Row.Prompt> prompts, int done, Set<Integer> kept) {
    return IntStream.range(done, prompts.size())
        .filter(place -> !kept.contains(place))
        .mapToObj(prompts::get)
        .toList();
  }

  private static void keep(Ahead ahead, int place, List<Completion> answers) {
    try {
      ahead.keep(place, answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a finished file of scored answers prompt by prompt.
   *
   * @param n answers per prompt
   * @param each takes the answers of a prompt that have a score, by sample index
   * @throws dev.herder.core.UserError if the file is damaged, incomplete or has no scores
   */
  public static void read(Path file, List<Row.Prompt> prompts, int n, Consumer<List<Scored>> each)
      throws IOException {
    try (CandidateReader reader = new CandidateReader(file, prompts, n)) {
      for (CandidateReader.Group group = reader.nextScored();
          group != null;
          group = reader.nextScored()) {
        each.accept(group.scored());
      }
      reader.requireComplete();
    }
  }

  /** Removes what a kill left of a prompt, and counts the prompts that are done. */
  private static int repair(Path file, List<Row.Prompt> prompts, int n) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (CandidateReader reader = new CandidateReader(file, prompts, n)) {
      while (reader.next() != null) {
        // Reading checks that the rows belong to the prompts.
      }
      if (Files.size(file) > reader.end()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(reader.end());
        }
      }
      return reader.prompts();
    }
  }

  /** Writes the answers to a prompt; returns what there is to tell of them. */
  private Map<String, Object> append(JsonlWriter rows, List<Completion> answers) {
    Scorer judge = scorer;
    try {
      if (judge == null) {
        for (Completion answer : answers) {
          rows.write(CandidateJson.answer(answer, null, null));
        }
        return Map.of();
      }
      return append(rows, answers, judge);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> append(
      JsonlWriter rows, List<Completion> answers, Scorer judge) throws IOException {
    List<Optional<String>> refusals = answers.stream().map(judge::refusal).toList();
    List<Completion> fit = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      if (refusals.get(i).isEmpty()) {
        fit.add(answers.get(i));
      }
    }
    List<Double> scores = fit.isEmpty() ? List.of() : judge.score(fit);
    if (scores.size() != fit.size()) {
      throw new IllegalStateException(
          fit.size() + " answers, but the scorer gave " + scores.size() + " scores");
    }
    int next = 0;
    for (int i = 0; i < answers.size(); i++) {
      String unscored = refusals.get(i).orElse(null);
      Double score = unscored == null ? scores.get(next++) : null;
      rows.write(CandidateJson.answer(answers.get(i), score, unscored));
    }
    OptionalDouble best = scores.stream().mapToDouble(s -> s).max();
    return best.isEmpty() ? Map.of() : Map.of("score/best", best.getAsDouble());
  }
}
