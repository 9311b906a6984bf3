package dev.herder.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The row numbers by which the attention of one step finds its pages; what each of them means is
 * told in {@code decode.py}.
 */
final class StepPlan {
  private final PageView view;
  private final int heads;
  private final int page;
  private final int lanes;
  private final int ownPages;
  private final int promptRows;
  private final int most;
  private final int[] lane;

  StepPlan(PageView view, int heads, int page) {
    this.view = view;
    this.heads = heads;
    this.page = page;
    List<PageView.Sequence> sequences = view.sequences();
    lane = new int[sequences.size()];
    IdentityHashMap<int[], Integer> taken = new IdentityHashMap<>();
    int widest = 1;
    int longest = 1;
    for (int b = 0; b < lane.length; b++) {
      PageView.Sequence s = sequences.get(b);
      lane[b] = taken.merge(s.prompt(), 1, Integer::sum) - 1;
      widest = Math.max(widest, s.prompt().length == 0 ? 1 : lane[b] + 1);
      longest = Math.max(longest, s.prompt().length + s.filled() / page + 1);
    }
    // With at least four rows to a product, a row's result does not depend on how many there are.
    lanes = (widest + 3) / 4 * 4;
    most = longest;
    ownPages = Math.max(view.samplePages(), PagePools.LEAST_PAGES);
    int pages = view.promptPages();
    promptRows = (pages == 0 ? 0 : Math.max(pages, PagePools.LEAST_PAGES)) * heads * lanes;
  }

  /** Samples of one prompt that are computed side by side. */
  int lanes() {
    return lanes;
  }

  /** The row of a token's place in [pages, heads, page]. */
  static long row(int slot, int head, int heads, int page) {
    return ((long) (slot / page) * heads + head) * page + slot % page;
  }

  List<NDArray> arrays(NDManager scope) {
    List<PageView.Sequence> sequences = view.sequences();
    int ownRows = ownPages * heads;
    int empty = ownRows + promptRows;
    long[] writes = new long[sequences.size() * heads];
    long[] ownQueries = new long[ownRows];
    float[] mask = new float[ownPages * page];
    Arrays.fill(mask, Float.NEGATIVE_INFINITY);
    long[] promptQueries = new long[promptRows];
    long[] table = new long[sequences.size() * heads * most];
    Arrays.fill(table, empty);
    long[] back = new long[empty];
    int blocks = 0;
    for (PageView.Sequence s : sequences) {
      blocks += (s.prompt().length + s.filled() / page + 1) * heads;
    }
    long[] bag = new long[blocks];
    long[] offsets = new long[sequences.size() * heads];
    int at = 0;
    for (int b = 0; b < sequences.size(); b++) {
      PageView.Sequence s = sequences.get(b);
      int pages = s.filled() / page + 1;
      int slot = s.own()[pages - 1] * page + s.filled() % page;
      for (int i = 0; i < pages; i++) {
        int end = i < pages - 1 ? page : s.filled() % page + 1;
        Arrays.fill(mask, s.own()[i] * page, s.own()[i] * page + end, 0f);
      }
      for (int h = 0; h < heads; h++) {
        int query = b * heads + h;
        writes[query] = row(slot, h, heads, page);
        offsets[query] = at;
        int place = query * most;
        for (int number : s.prompt()) {
          int index = (number * heads + h) * lanes + lane[b];
          int row = ownRows + index;
          promptQueries[index] = query;
          back[row] = place;
          table[place++] = row;
          bag[at++] = row;
        }
        for (int i = 0; i < pages; i++) {
          int index = s.own()[i] * heads + h;
          ownQueries[index] = query;
          back[index] = place;
          table[place++] = index;
          bag[at++] = index;
        }
      }
    }
    return List.of(
        scope.create(writes),
        scope.create(ownQueries),
        scope.create(mask, new Shape(ownPages, 1, 1, page)),
        scope.create(promptQueries),
        scope.create(table),
        scope.create(back),
        scope.create(bag),
        scope.create(offsets));
  }
}
