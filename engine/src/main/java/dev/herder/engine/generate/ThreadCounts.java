package dev.herder.engine.generate;

import dev.herder.engine.machine.OperationThreads;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers of threads that one operation may use and that give the same bits.
 *
 * @param counts in falling order; the first is all of them
 */
record ThreadCounts(List<Integer> counts) {
  ThreadCounts {
    counts = List.copyOf(counts);
    if (counts.isEmpty()) {
      throw new IllegalArgumentException("no number of threads");
    }
  }

  static ThreadCounts of(Integer... counts) {
    return new ThreadCounts(Arrays.asList(counts));
  }

  /** Every thread. */
  int all() {
    return counts.get(0);
  }

  /** The threads of an operation of one of several lanes. */
  int share(int lanes) {
    int least = counts.get(counts.size() - 1);
    return counts.stream().filter(count -> count * lanes <= all()).findFirst().orElse(least);
  }

  /** From now on operations that the calling thread begins use so many threads. */
  void use(int count) {
    if (counts.size() > 1) {
      OperationThreads.set(count);
    }
  }
}
