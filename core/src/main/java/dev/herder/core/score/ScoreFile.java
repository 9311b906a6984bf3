package dev.herder.core.score;

import dev.herder.core.UserError;
import dev.herder.core.data.DataException;
import dev.herder.core.data.DataReport;
import dev.herder.core.data.InputFiles;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.data.OutputFiles;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Refusals;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.data.RowStream;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.RunLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Adds scores to the rows of a file, row by row.
 *
 * <p>Rows go to {@code OUT.partial} as they are scored, and the file gets its name when it is
 * whole; who gave the scores is written beside it first. After a kill the next run goes on where
 * the last one ended. Rows are scored in groups whose bounds depend on their place in the file
 * alone, so an interrupted file ends byte for byte like an uninterrupted one.
 */
public final class ScoreFile {
  private static final int GROUP = 64;

  private final RowScorer scorer;

  public ScoreFile(RowScorer scorer) {
    this.scorer = scorer;
  }

  /**
   * What came of it.
   *
   * @param report what the data file holds
   * @param rows rows in the file with the scores so far
   * @param scored rows scored by this call
   * @param complete false if a stop was requested
   * @param mean of the scores of this call; empty if it gave none
   */
  public record Result(
      DataReport report, long rows, long scored, boolean complete, OptionalDouble mean) {}

  /**
   * Scores a file.
   *
   * @param data rows of any kind but prompts
   * @param overwrite whether another file of that name is replaced; these scores stay
   * @throws UserError with every row that is bad or cannot be scored, before any is scored
   * @throws UserError if {@code out} holds something else, or another process writes it
   */
  public Result run(Path data, Path out, boolean overwrite, RunContext context) throws IOException {
    OutputFiles.requireRows(out);
    InputFiles.requireRegular(data);
    InputFiles.requireNotWritten(data, List.of(out));
    try (RunLock lock = RunLock.acquireFile(out, context.clock())) {
      lock.cleanLeftovers();
      return locked(data, out, overwrite, context);
    }
  }

  private Result locked(Path data, Path out, boolean overwrite, RunContext context)
      throws IOException {
    DataReport report = RowReader.check(List.of(data), Purpose.ANY);
    if (report.problems().total() > 0) {
      throw new DataException(report.problems());
    }
    context.talk().accept(report.summary());
    ScoreRecord record =
        new ScoreRecord(scorer.identity(), report.files().get(0).sha256(), report.rows(), "");
    Path partial = out.resolveSibling(out.getFileName() + ".partial");
    if (Files.exists(out)) {
      Optional<String> other = difference(out, record);
      if (other.isEmpty()) {
        if (!Files.exists(partial)) {
          // A kill between the last two steps leaves it.
          Files.deleteIfExists(ScoreRecord.beside(partial));
        }
        context.talk().accept(out + " already holds these scores; nothing to do");
        return new Result(report, report.rows(), 0, true, OptionalDouble.empty());
      }
      if (!overwrite) {
        throw new UserError(
            out + ": " + other.get() + "; choose another --out, or give --overwrite");
      }
    }
    boolean begun = isBegun(partial, record);
    if (!begun) {
      requireScorable(data);
    }
    long done = begun ? goOn(partial, context) : begin(partial, record, context);
    DoubleSummaryStatistics given = new DoubleSummaryStatistics();
    long scored;
    try (JsonlWriter writer = JsonlWriter.append(partial);
        RowStream rows = RowReader.stream(List.of(data), Purpose.ANY)) {
      scored = score(rows, done, writer, given, context);
      writer.commit();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (done + scored < report.rows()) {
      context.talk().accept("stopped after " + (done + scored) + " rows; run it again to continue");
      return new Result(report, done + scored, scored, false, mean(given));
    }
    new ScoreRecord(record.by(), record.data(), record.rows(), Hashes.ofFile(partial)).write(out);
    Files.move(partial, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(ScoreRecord.beside(partial));
    return new Result(report, report.rows(), scored, true, mean(given));
  }

  /** What the file holds instead of these scores, for people; empty if it holds these. */
  private static Optional<String> difference(Path out, ScoreRecord wanted) throws IOException {
    Optional<ScoreRecord> found = ScoreRecord.read(out);
    if (found.isEmpty()) {
      return Optional.of("is there and was not written by 'herder score'");
    }
    List<String> differences = new ArrayList<>(wanted.by().differences(found.get().by()));
    if (!found.get().data().equals(wanted.data())) {
      differences.add("the data is another");
    }
    if (!found.get().file().equals(Hashes.ofFile(out))) {
      differences.add("the file was changed since");
    }
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of("holds other scores: " + String.join("; ", differences));
  }

  /** A row that cannot be scored is told at once, not when its turn comes. */
  private void requireScorable(Path data) throws IOException {
    Refusals refusals = new Refusals();
    try (RowStream rows = RowReader.stream(List.of(data), Purpose.ANY)) {
      rows.forEachRemaining(row -> refusals.ask(() -> scorer.require(row)));
    }
    refusals.end();
  }

  private static boolean isBegun(Path partial, ScoreRecord record) throws IOException {
    return Files.exists(partial)
        && ScoreRecord.read(partial).filter(before -> before.equals(record)).isPresent();
  }

  /** Counts the rows that are there. */
  private static long goOn(Path partial, RunContext context) throws IOException {
    JsonlWriter.append(partial).close();
    try (Stream<String> lines = Files.lines(partial)) {
      long done = lines.count();
      context.talk().accept("going on after row " + done);
      return done;
    }
  }

  /** Makes ready what rows are appended to. */
  private static long begin(Path partial, ScoreRecord record, RunContext context)
      throws IOException {
    if (Files.exists(partial)) {
      context.talk().accept(partial + " was begun with another model or other data; starting anew");
      Files.delete(partial);
    }
    Path folder = partial.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    record.write(partial);
    return 0;
  }

  private long score(
      RowStream rows,
      long done,
      JsonlWriter writer,
      DoubleSummaryStatistics given,
      RunContext context)
      throws IOException {
    long place = 0;
    List<Row> group = new ArrayList<>(GROUP);
    while (rows.hasNext() && !context.stopRequested().getAsBoolean()) {
      group.clear();
      while (rows.hasNext() && group.size() < GROUP) {
        group.add(rows.next());
      }
      long end = place + group.size();
      if (end > done) {
        List<double[]> scores = scorer.score(group);
        for (int i = 0; i < group.size(); i++) {
          if (place + i >= done) {
            writer.write(ScoredRow.of(group.get(i), scores.get(i)));
            DoubleStream.of(scores.get(i)).forEach(given);
          }
        }
      }
      place = end;
    }
    return writer.rows();
  }

  private static OptionalDouble mean(DoubleSummaryStatistics given) {
    return given.getCount() == 0 ? OptionalDouble.empty() : OptionalDouble.of(given.getAverage());
  }
}
