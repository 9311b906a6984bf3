package dev.herder.engine.generate;

import java.util.ArrayList;
import java.util.List;

/** Pages that move, all at the same time. */
final class PageMoves {
  private final List<Integer> from = new ArrayList<>();
  private final List<Integer> to = new ArrayList<>();

  void add(int source, int target) {
    from.add(source);
    to.add(target);
  }

  boolean isEmpty() {
    return from.isEmpty();
  }

  int[] from() {
    return from.stream().mapToInt(Integer::intValue).toArray();
  }

  int[] to() {
    return to.stream().mapToInt(Integer::intValue).toArray();
  }
}
