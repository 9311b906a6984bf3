package dev.herder.engine.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/** Splits examples into parts that are computed at once. */
public final class MicroBatches {
  private MicroBatches() {}

  /**
   * Consecutive parts: as few as the budget allows, and these as even as the order allows, because
   * the largest decides the memory. An example beyond the budget goes alone.
   *
   * @param examples each is looked at once
   * @param tokens how many tokens an example has
   * @param budget tokens of a part
   * @return views of the list
   */
  public static <E> List<List<E>> split(List<E> examples, ToIntFunction<E> tokens, int budget) {
    int[] sizes = examples.stream().mapToInt(tokens).toArray();
    List<Integer> ends = ends(sizes, budget);
    if (ends.size() > 1) {
      ends = evened(sizes, budget, ends);
    }
    List<List<E>> parts = new ArrayList<>();
    int from = 0;
    for (int end : ends) {
      parts.add(examples.subList(from, end));
      from = end;
    }
    return parts;
  }

  /** As many parts under the smallest budget that needs no more of them. */
  private static List<Integer> evened(int[] sizes, int budget, List<Integer> ends) {
    List<Integer> best = ends;
    int low = (int) Math.min(budget, Arrays.stream(sizes).asLongStream().sum() / ends.size());
    int high = budget;
    while (low < high) {
      int middle = low + (high - low) / 2;
      List<Integer> tighter = ends(sizes, middle);
      if (tighter.size() <= best.size()) {
        best = tighter;
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return best;
  }

  /** After which examples a part ends. */
  private static List<Integer> ends(int[] sizes, int budget) {
    List<Integer> ends = new ArrayList<>();
    int from = 0;
    long size = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (i > from && size + sizes[i] > budget) {
        ends.add(i);
        from = i;
        size = 0;
      }
      size += sizes[i];
    }
    if (sizes.length > 0) {
      ends.add(sizes.length);
    }
    return ends;
  }
}
