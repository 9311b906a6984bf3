package dev.herder.engine.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Splits examples into parts that are computed at once. */
public final class MicroBatches {
  private MicroBatches() {}

  /**
   * Consecutive parts: as few as the budget allows, and these as even as the order allows, because
   * the largest decides the memory. An example beyond the budget goes alone.
   *
   * @param tokens how many tokens an example has
   * @param budget tokens of a part
   */
  public static <E> List<List<E>> split(List<E> examples, ToIntFunction<E> tokens, int budget) {
    List<List<E>> parts = parts(examples, tokens, budget);
    if (parts.size() < 2) {
      return parts;
    }
    long total = examples.stream().mapToLong(tokens::applyAsInt).sum();
    int low = (int) Math.min(budget, total / parts.size());
    int high = budget;
    while (low < high) {
      int middle = low + (high - low) / 2;
      List<List<E>> tighter = parts(examples, tokens, middle);
      if (tighter.size() <= parts.size()) {
        parts = tighter;
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return parts;
  }

  private static <E> List<List<E>> parts(List<E> examples, ToIntFunction<E> tokens, int budget) {
    List<List<E>> parts = new ArrayList<>();
    List<E> part = new ArrayList<>();
    long size = 0;
    for (E example : examples) {
      int more = tokens.applyAsInt(example);
      if (!part.isEmpty() && size + more > budget) {
        parts.add(part);
        part = new ArrayList<>();
        size = 0;
      }
      part.add(example);
      size += more;
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }
}
