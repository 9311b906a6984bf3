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
  private final int rep;
  private final int page;
  private final int lanes;
  private final int ownPages;
  private final int promptPages;
  private final int most;
  private final int[] lane;

  StepPlan(PageView view, int queryHeads, int heads, int page) {
    this.view = view;
    this.heads = heads;
    rep = queryHeads / heads;
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
    promptPages = pages == 0 ? 0 : Math.max(pages, PagePools.LEAST_PAGES);
  }

  /** Pages of prompts that the step computes with. */
  int promptPages() {
    return promptPages;
  }

  /** Pages of samples that the step computes with. */
  int samplePages() {
    return ownPages;
  }

  /** Samples of one prompt that are computed side by side. */
  int lanes() {
    return lanes;
  }

  /** The row of a token's place in [pages, heads, page]. */
  static long row(int slot, int head, int heads, int page) {
    return ((long) (slot / page) * heads + head) * page + slot % page;
  }

  /**
   * The plan's arrays in their order.
   *
   * @param values rows from a token's keys to its values
   */
  List<NDArray> arrays(NDManager scope, long values) {
    List<PageView.Sequence> sequences = view.sequences();
    int ownRows = ownPages * heads;
    int rows = ownRows + promptPages * heads * lanes;
    long[] writes = new long[sequences.size() * 2 * heads];
    long[] queries = new long[rows];
    float[] mask = new float[ownPages * page];
    Arrays.fill(mask, Float.NEGATIVE_INFINITY);
    long[] table = new long[sequences.size() * heads * rep * most];
    Arrays.fill(table, (long) rows * rep);
    long[] back = new long[rows * rep];
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
        long write = row(slot, h, heads, page);
        writes[2 * b * heads + h] = write;
        writes[(2 * b + 1) * heads + h] = values + write;
        offsets[query] = at;
        int place = 0;
        for (int number : s.prompt()) {
          int row = ownRows + (number * heads + h) * lanes + lane[b];
          queries[row] = query;
          link(table, back, row, query, place++);
          bag[at++] = row;
        }
        for (int i = 0; i < pages; i++) {
          int row = s.own()[i] * heads + h;
          queries[row] = query;
          link(table, back, row, query, place++);
          bag[at++] = row;
        }
      }
    }
    return List.of(
        scope.create(writes),
        scope.create(queries),
        scope.create(mask, new Shape(ownPages, 1, 1, page)),
        scope.create(table),
        scope.create(back),
        scope.create(bag),
        scope.create(offsets));
  }

  /** The rows of scores of a block row are where its query's heads look for that page. */
  private void link(long[] table, long[] back, int row, int query, int place) {
    for (int r = 0; r < rep; r++) {
      int index = (query * rep + r) * most + place;
      table[index] = (long) row * rep + r;
      back[row * rep + r] = index;
    }
  }
}
