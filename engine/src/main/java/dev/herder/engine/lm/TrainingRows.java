package dev.herder.engine.lm;

import dev.herder.core.UserError;
import dev.herder.core.data.DataReport;
import dev.herder.core.data.Problems;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.Row;
import dev.herder.core.data.RowReader;
import dev.herder.core.data.RowStream;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.core.run.SpilledList;
import dev.herder.engine.text.EncodedForm;
import dev.herder.engine.text.EncodedRow;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.Encoding;
import dev.herder.engine.text.EncodingCounts;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of data files as ids, in memory and beyond that in a file until this is closed.
 *
 * @param rows in the order of the files; each is made anew when it is asked for
 * @param counts what became of the rows
 * @param report what the files hold
 * @param <E> an encoded row
 */
public record TrainingRows<E extends EncodedRow>(
    SpilledList<E> rows, RowCounts counts, DataReport report) implements Closeable {

  /** Decides about rows before they are encoded. */
  @FunctionalInterface
  public interface Gate {
    /** Why a row is left out, or nothing if it may pass. */
    Optional<String> refusal(Row row);
  }

  /**
   * Reads and encodes; says what it found.
   *
   * @param files JSON Lines, possibly none
   * @param near a folder on a disk with room for the ids of rows that memory does not hold; it need
   *     not exist yet
   * @param type what rows of this purpose are encoded to
   * @throws dev.herder.core.data.DataException with every bad row
   * @throws UserError if there are files and none of their rows is left
   */
  public static <E extends EncodedRow> TrainingRows<E> read(
      List<Path> files,
      Path near,
      Purpose purpose,
      Encoder encoder,
      Class<E> type,
      RunContext context)
      throws IOException {
    return read(files, near, purpose, encoder, type, context, row -> Optional.empty());
  }

  /**
   * Reads, lets a gate choose, and encodes; says what it found.
   *
   * @param gate sees every row in order; what it leaves out is counted by its reasons
   */
  public static <E extends EncodedRow> TrainingRows<E> read(
      List<Path> files,
      Path near,
      Purpose purpose,
      Encoder encoder,
      Class<E> type,
      RunContext context,
      Gate gate)
      throws IOException {
    SpilledList<E> rows = new SpilledList<>(new EncodedForm<>(type), near);
    if (files.isEmpty()) {
      return new TrainingRows<>(
          rows,
          RowCounts.allUsed(0),
          new DataReport(List.of(), new Problems(List.of(), 0, Map.of())));
    }
    int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
    try (RowStream stream = RowReader.stream(files, purpose)) {
      Gated gated = new Gated(stream, gate);
      EncodingCounts counts =
          new Encoding(encoder, threads).run(gated, row -> rows.add(type.cast(row)));
      DataReport report = stream.report();
      context.talk().accept(report.summary());
      counts.lines().forEach(context.talk());
      rows.remark().ifPresent(context.talk());
      gated.left.forEach((why, n) -> context.talk().accept("left out: " + n + " " + why));
      RowCounts all = gated.added(counts.rows());
      if (rows.isEmpty()) {
        throw noneLeft(files, all);
      }
      return new TrainingRows<>(rows, all, report);
    } catch (UncheckedIOException e) {
      rows.close();
      throw e.getCause();
    } catch (RuntimeException | IOException e) {
      rows.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  private static UserError noneLeft(List<Path> files, RowCounts counts) {
    String names = files.stream().map(Path::toString).collect(Collectors.joining(", "));
    String why =
        counts.dropped().entrySet().stream()
            .map(dropped -> dropped.getValue() + " " + dropped.getKey())
            .collect(Collectors.joining(", "));
    return new UserError(
        "%s: no row is left of %d: %s; change the setting that leaves them out, or give other rows"
            .formatted(names, counts.read(), why));
  }

  /** The rows that a gate lets pass. */
  private static final class Gated implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Gate gate;
    private final Map<String, Long> left = new LinkedHashMap<>();
    private @Nullable Row next;

    Gated(Iterator<Row> rows, Gate gate) {
      this.rows = rows;
      this.gate = gate;
    }

    @Override
    public boolean hasNext() {
      while (next == null && rows.hasNext()) {
        Row row = rows.next();
        Optional<String> refusal = gate.refusal(row);
        if (refusal.isEmpty()) {
          next = row;
        } else {
          left.merge(refusal.get(), 1L, Long::sum);
        }
      }
      return next != null;
    }

    @Override
    public Row next() {
      Row row = hasNext() ? next : null;
      if (row == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return row;
    }

    RowCounts added(RowCounts counts) {
      Map<String, Long> dropped = new LinkedHashMap<>(left);
      counts.dropped().forEach((why, n) -> dropped.merge(why, n, Long::sum));
      long gone = left.values().stream().mapToLong(Long::longValue).sum();
      return new RowCounts(counts.read() + gone, counts.used(), dropped, counts.truncated());
    }
  }
}
