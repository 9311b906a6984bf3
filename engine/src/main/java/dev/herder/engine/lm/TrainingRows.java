package dev.herder.engine.lm;

import dev.herder.core.data.DataReport;
import dev.herder.core.data.Problems;
import dev.herder.core.data.Purpose;
import dev.herder.core.data.RowReader;
import dev.herder.core.data.RowStream;
import dev.herder.core.run.RowCounts;
import dev.herder.core.run.RunContext;
import dev.herder.engine.text.EncodedRow;
import dev.herder.engine.text.Encoder;
import dev.herder.engine.text.Encoding;
import dev.herder.engine.text.EncodingCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rows of data files as ids.
 *
 * @param rows in the order of the files
 * @param counts what became of the rows
 * @param report what the files hold
 * @param <E> an encoded row
 */
public record TrainingRows<E extends EncodedRow>(
    List<E> rows, RowCounts counts, DataReport report) {
  public TrainingRows {
    rows = List.copyOf(rows);
  }

  /**
   * Reads and encodes; says what it found.
   *
   * @param files JSON Lines, possibly none
   * @param type what rows of this purpose are encoded to
   * @throws dev.herder.core.data.DataException with every bad row
   */
  public static <E extends EncodedRow> TrainingRows<E> read(
      List<Path> files, Purpose purpose, Encoder encoder, Class<E> type, RunContext context)
      throws IOException {
    if (files.isEmpty()) {
      return new TrainingRows<>(
          List.of(),
          RowCounts.allUsed(0),
          new DataReport(List.of(), new Problems(List.of(), 0, Map.of())));
    }
    List<E> rows = new ArrayList<>();
    int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
    try (RowStream stream = RowReader.stream(files, purpose)) {
      EncodingCounts counts =
          new Encoding(encoder, threads).run(stream, row -> rows.add(type.cast(row)));
      DataReport report = stream.report();
      context.talk().accept(report.summary());
      counts.lines().forEach(context.talk());
      return new TrainingRows<>(rows, counts.rows(), report);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
