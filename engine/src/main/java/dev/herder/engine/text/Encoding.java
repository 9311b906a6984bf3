package dev.herder.engine.text;

import dev.herder.core.UserError;
import dev.herder.core.data.DataException;
import dev.herder.core.data.Problem;
import dev.herder.core.data.Problems;
import dev.herder.core.data.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Encodes many rows on several threads, in order, with few of them in memory at a time. */
public final class Encoding {
  /** Rows handed to a thread at a time. */
  private static final int BATCH = 64;

  private final Encoder encoder;
  private final int threads;

  /**
   * A run that has not begun.
   *
   * @param threads how many threads encode, at least 1
   */
  public Encoding(Encoder encoder, int threads) {
    if (threads < 1) {
      throw new UserError("threads: " + threads + " is out of range, expected at least 1");
    }
    this.encoder = encoder;
    this.threads = threads;
  }

  /**
   * Encodes all rows.
   *
   * <p>After the first problem no more rows reach the sink, but all rows are encoded, so that the
   * error at the end names all problems.
   *
   * @param rows read on the calling thread
   * @param sink receives the encoded rows in the order of the rows, on the calling thread
   * @return what became of the rows
   * @throws DataException if any row is refused
   * @throws UserError if the model folder does not fit the rows
   */
  public EncodingCounts run(Iterator<? extends Row> rows, Consumer<EncodedRow> sink) {
    EncodingCounts.Counter counter = new EncodingCounts.Counter();
    List<Problem> problems = new ArrayList<>();
    long[] total = new long[1];
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "herder-encoding");
              thread.setDaemon(true);
              return thread;
            });
    try {
      Deque<Future<List<Outcome>>> running = new ArrayDeque<>();
      while (rows.hasNext() || !running.isEmpty()) {
        while (rows.hasNext() && running.size() < 2 * threads + 1) {
          List<Row> batch = batch(rows);
          running.add(pool.submit(() -> batch.stream().map(encoder::encode).toList()));
        }
        for (Outcome outcome : done(running.remove())) {
          counter.add(outcome);
          if (outcome instanceof Outcome.Refused refused) {
            total[0]++;
            if (problems.size() < Problems.KEPT) {
              problems.add(refused.problem());
            }
          } else if (outcome instanceof Outcome.Used used && total[0] == 0) {
            sink.accept(used.row());
          }
        }
      }
    } finally {
      pool.shutdownNow();
    }
    if (total[0] > 0) {
      throw new DataException(
          new Problems(problems, total[0], Map.of("cannot be encoded", total[0])));
    }
    return counter.counts();
  }

  private static List<Row> batch(Iterator<? extends Row> rows) {
    List<Row> batch = new ArrayList<>(BATCH);
    while (rows.hasNext() && batch.size() < BATCH) {
      batch.add(rows.next());
    }
    return batch;
  }

  private static List<Outcome> done(Future<List<Outcome>> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while encoding rows", e);
    }
  }
}
