package dev.herder.engine.generate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shares requests among lanes: one with no more to do than any other may take the next. The fewer
 * lanes have something to do, the more threads each of them uses.
 */
final class LaneTurns {
  private static final int GONE = Integer.MAX_VALUE;

  private final Iterator<Request> requests;
  private final ThreadCounts threads;
  private final int[] loads;
  private final List<Request> postponed = new ArrayList<>();
  private @Nullable Request first;

  /**
   * Turns.
   *
   * @param first taken before those of {@code requests}
   */
  LaneTurns(Request first, Iterator<Request> requests, int lanes, ThreadCounts threads) {
    this.first = first;
    this.requests = requests;
    this.threads = threads;
    loads = new int[lanes];
  }

  /** What one lane takes its requests from, on a thread of its own. */
  RequestSource of(int lane) {
    return new RequestSource() {
      private int used;

      @Override
      public void step(int load) {
        int wanted = begin(lane, load);
        if (wanted != used) {
          threads.use(wanted);
          used = wanted;
        }
      }

      @Override
      public boolean hasNext() {
        return more();
      }

      @Override
      public @Nullable Request take(int load) {
        return next(lane, load);
      }

      @Override
      public boolean postpone(Request request) {
        synchronized (postponed) {
          return postponed.add(request);
        }
      }
    };
  }

  /** A lane has nothing more to do. */
  synchronized void leave(int lane) {
    loads[lane] = GONE;
  }

  /** Puts the calling thread, which no lane runs on, back to all threads. */
  void end() {
    threads.use(threads.all());
  }

  /** Requests that were too large for a lane. */
  List<Request> postponed() {
    synchronized (postponed) {
      return List.copyOf(postponed);
    }
  }

  private synchronized int begin(int lane, int load) {
    loads[lane] = load;
    int here = 0;
    for (int other : loads) {
      here += other == GONE ? 0 : 1;
    }
    return threads.share(here);
  }

  private synchronized boolean more() {
    return first != null || requests.hasNext();
  }

  private synchronized @Nullable Request next(int lane, int load) {
    loads[lane] = load;
    for (int other : loads) {
      if (other < load) {
        return null;
      }
    }
    Request next = first;
    first = null;
    if (next == null && requests.hasNext()) {
      next = requests.next();
    }
    if (next != null) {
      loads[lane] += next.samples();
    }
    return next;
  }
}
