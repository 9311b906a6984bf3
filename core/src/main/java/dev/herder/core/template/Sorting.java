package dev.herder.core.template;

import java.util.ArrayList;
import java.util.List;

/** A stable sort that tolerates any order, even one that contradicts itself. */
final class Sorting {
  private Sorting() {}

  /** The indices of the keys in ascending (or descending) order; equal keys keep their places. */
  static int[] order(Run run, List<Object> keys, boolean reverse) {
    int[] order = new int[keys.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    run.allocate(4L * order.length);
    merge(run, keys, reverse, order, new int[order.length], 0, order.length);
    return order;
  }

  /** The items in the order of their keys. */
  static List<Object> sorted(Run run, List<Object> items, List<Object> keys, boolean reverse) {
    List<Object> sorted = new ArrayList<>(items.size());
    for (int index : order(run, keys, reverse)) {
      sorted.add(items.get(index));
    }
    return sorted;
  }

  private static void merge(
      Run run, List<Object> keys, boolean reverse, int[] order, int[] spare, int from, int to) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    merge(run, keys, reverse, order, spare, from, middle);
    merge(run, keys, reverse, order, spare, middle, to);
    System.arraycopy(order, from, spare, from, to - from);
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeRight = left == middle;
      if (!takeRight && right < to) {
        run.step(1);
        Object a = keys.get(spare[left]);
        Object b = keys.get(spare[right]);
        takeRight = reverse ? Compare.less(run, a, b) : Compare.less(run, b, a);
      }
      order[i] = takeRight ? spare[right++] : spare[left++];
    }
  }
}
