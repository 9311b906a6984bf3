package dev.herder.engine.generate;

import dev.herder.core.generate.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lanes at work, a thread each; what they finish reaches the caller on its own thread. */
final class LaneCrew {
  private static final long LOOK_MILLIS = 20;

  private final List<Lane> lanes;
  private final LaneTurns turns;
  private final BooleanSupplier stopRequested;
  private final Consumer<Sample> sink;
  private final LinkedBlockingQueue<Sample> finished = new LinkedBlockingQueue<>();
  private volatile boolean stop;
  private @Nullable Throwable failure;

  LaneCrew(
      List<Lane> lanes, LaneTurns turns, BooleanSupplier stopRequested, Consumer<Sample> sink) {
    this.lanes = lanes;
    this.turns = turns;
    this.stopRequested = stopRequested;
    this.sink = sink;
  }

  /** Runs all lanes to their end; what one of them or the sink throws ends them all. */
  void run(Sampling sampling, Set<Integer> stops) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      int lane = i;
      Thread thread = new Thread(() -> work(lane, sampling, stops), "herder-lane-" + lane);
      thread.setDaemon(true);
      threads.add(thread);
    }
    boolean interrupted = false;
    try {
      threads.forEach(Thread::start);
      while (threads.stream().anyMatch(Thread::isAlive)) {
        stop |= stopRequested.getAsBoolean();
        try {
          deliver(finished.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
          interrupted = true;
          stop = true;
        }
      }
      while (!finished.isEmpty()) {
        deliver(finished.poll());
      }
    } finally {
      stop = true;
      interrupted |= join(threads);
      turns.end();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    rethrow();
  }

  private void work(int lane, Sampling sampling, Set<Integer> stops) {
    try {
      lanes.get(lane).run(turns.of(lane), sampling, stops, () -> stop, finished::add);
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      turns.leave(lane);
    }
  }

  private void deliver(@Nullable Sample sample) {
    if (sample != null) {
      sink.accept(sample);
    }
  }

  private synchronized void fail(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    } else if (failure != thrown) {
      failure.addSuppressed(thrown);
    }
    stop = true;
  }

  private synchronized void rethrow() {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  /** Waits for every thread; whether the wait was interrupted. */
  private static boolean join(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    return interrupted;
  }
}
